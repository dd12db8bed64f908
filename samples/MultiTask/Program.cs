using MultiTask;

return ShortVideo.CommandLine.Run(() => Arguments.Parse(args), Arguments.Usage, Job.Run);
