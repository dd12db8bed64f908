using AbTest;

return ShortVideo.CommandLine.Run(() => Arguments.Parse(args), Arguments.Usage, arguments => Job.Run(arguments));
