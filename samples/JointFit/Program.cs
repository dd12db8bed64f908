using JointFit;

return ShortVideo.CommandLine.Run(Arguments.Command(Job.Run), args);
