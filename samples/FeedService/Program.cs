using FeedServer;

return await Commands.Run(args);
