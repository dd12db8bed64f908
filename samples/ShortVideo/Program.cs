using ShortVideo;

return CommandLine.Run(Arguments.Command(Job.Run, SavedModel.Score), args);
