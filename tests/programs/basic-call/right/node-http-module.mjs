import http from 'node:http';
import https from 'node:https';

const url = new URL((process.env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1') + '/chat/completions');
const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Quel est le plus long fleuve de France ?' }] });

const req = (url.protocol === 'http:' ? http : https).request(url, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: 'Bearer ' + process.env.OPENAI_API_KEY,
  },
}, (res) => {
  let texte = '';
  res.setEncoding('utf8');
  res.on('data', (morceau) => { texte += morceau; });
  res.on('end', () => {
    const reponse = JSON.parse(texte);
    if (reponse.error) { console.error('Erreur :', reponse.error.message); return; }
    console.log('Réponse :', reponse.choices[0].message.content);
  });
});
req.on('error', (e) => console.error('problème de connexion :', e.message));
req.end(body);
