using Tuning;

return ShortVideo.CommandLine.Run(Arguments.Command(arguments => Job.Run(arguments)), args);
