using BatchScoring;

return ShortVideo.CommandLine.Run(Arguments.Command((arguments, token) => Job.Run(arguments, new ConsoleProgress(), token)), args);
