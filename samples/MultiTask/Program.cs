using MultiTask;

return ShortVideo.CommandLine.Run(Arguments.Command(Job.Run), args);
