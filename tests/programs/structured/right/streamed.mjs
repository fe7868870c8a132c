import OpenAI from "openai"

const stream = await new OpenAI().chat.completions.create({
	model: "gpt-5.4-mini",
	stream: true,
	messages: [{ role: "developer", content: "extract the booking" }, { role: "user", content: process.env.MESSAGE ?? "" }],
	response_format: { type: "json_schema", json_schema: { name: "Booking", strict: true, schema: {
		type: "object", additionalProperties: false, required: ["customer", "city", "nights"],
		properties: { customer: { type: "string" }, city: { type: "string" }, nights: { type: "integer", description: "how many nights" } },
	} } },
})

let text = "", no = "", why = null
for await (const { choices: [c] } of stream) {
	text += c?.delta?.content ?? ""
	no += c?.delta?.refusal ?? ""
	why = c?.finish_reason ?? why
}

if (no) console.log("The model refuses: " + no)
else if (why !== "stop") console.log(`incomplete (${why})`)
else {
	const { customer, city, nights } = JSON.parse(text)
	if (nights < 1) console.log("rejected")
	else console.log(`customer: ${customer}\ncity: ${city}\nnights: ${nights}\ntotal: ${80 * nights}`)
}
