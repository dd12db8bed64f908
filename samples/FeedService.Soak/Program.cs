using FeedSoak;
using ShortVideo;

return CommandLine.Run(SoakArguments.Command(arguments => Soak.Run(arguments).GetAwaiter().GetResult()), args);
