namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Contains the code that runs in another process. It uses only the file of the model and ML.NET, and registers nothing.</summary>
internal static class ScoringProcess
{
    /// <summary>Writes the hash of the scores of the contract's log. The first argument is the file of the model.</summary>
    public static void Score(string[] arguments)
    {
        var context = new MLContext();
        var model = context.Model.Load(arguments[0], out _);
        Console.Write(model.Transform(context.View()).HashScores());
    }
}
