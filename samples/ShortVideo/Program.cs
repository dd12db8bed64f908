using ShortVideo;

return CommandLine.Run(() => Arguments.Parse(args), Arguments.Usage, arguments =>
{
    if (arguments.Score)
        SavedModel.Score(arguments);
    else
        Job.Run(arguments);
});
