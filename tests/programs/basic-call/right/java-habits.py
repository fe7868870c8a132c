from openai import OpenAI;

class ChatService(object):
    def __init__(self, modelName):
        self.__client = OpenAI();
        self.__modelName = modelName;
        self.__lastResponse = None;

    def setLastResponse(self, lastResponse):
        self.__lastResponse = lastResponse;

    def getLastResponse(self):
        return self.__lastResponse;

    def sendMessage(self, messageText):
        messageList = list();
        messageList.append({"role": "user", "content": messageText});
        response = self.__client.chat.completions.create(model=self.__modelName, messages=messageList);
        for i in range(0, len(response.choices)):
            if (response.choices[i].message.content != None):
                self.setLastResponse(response.choices[i].message.content);
        return;

class Main:
    @staticmethod
    def main(args):
        chatService = ChatService("gpt-4.5-preview");
        chatService.sendMessage("Hello from Main.main");
        print("Response = " + chatService.getLastResponse());

if (__name__ == "__main__"):
    Main.main([]);
