namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>What runs in another process: it knows the model's file and ML.NET, and registers nothing.</summary>
internal static class ScoringProcess
{
    /// <summary>Writes the hash of the scores that the model file named by the first argument gives the contract's log.</summary>
    public static void Score(string[] arguments)
    {
        var context = new MLContext();
        var model = context.Model.Load(arguments[0], out _);
        Console.Write(model.Transform(context.View()).HashScores());
    }
}
