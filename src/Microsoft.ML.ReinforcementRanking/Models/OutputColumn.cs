namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>A Single column (<paramref name="SlotNames"/> null) or a vector of Single with a name per slot.</summary>
internal sealed record OutputColumn(string Name, IReadOnlyList<string>? SlotNames)
{
    public const string Score = "Score";
    public const string Probability = "Probability";
    public const string ResponseValues = "ResponseValues";
    public const string PredictedAction = "PredictedAction";
}
