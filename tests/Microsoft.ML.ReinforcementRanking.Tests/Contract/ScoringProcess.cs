namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Contains the code that runs in another process. It uses only the file of the model and ML.NET, and registers nothing.</summary>
internal static class ScoringProcess
{
    /// <summary>Writes the hash of the scores of the contract's log by each model. The arguments are the files of the models.</summary>
    public static void Score(string[] arguments)
    {
        var context = new MLContext();
        foreach (var file in arguments)
            Console.Write(context.Model.Load(file, out _).Transform(context.View()).HashScores());
    }

    /// <summary>Writes the hashes of the scores of the log of candidates. The arguments are the files of models.</summary>
    public static void ScoreCandidates(string[] arguments)
    {
        var context = new MLContext();
        foreach (var file in arguments)
            Console.Write(context.Model.Load(file, out _).Transform(context.Candidates()).HashScores());
    }

    /// <summary>Writes the same for the model over another catalog, which has one action of the log and one that is newer.</summary>
    public static void ScoreNewCatalog(string[] arguments)
    {
        var context = new MLContext();
        var model = context.Model.Load(arguments[0], out _).WithActions(context.View(NewItems));
        Console.Write(model.Transform(context.View()).HashScores());
    }

    /// <summary>Gets the items of the other catalog.</summary>
    public static ContractRow[] NewItems
        => [new() { Action = 3, ActionFeatures = [1, 0.5f] }, new() { ActionText = "newer", ActionFeatures = [0, 0.25f] }];
}
