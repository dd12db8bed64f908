namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>A Single column (<paramref name="SlotNames"/> null), a vector of Single with a name per slot, or a Boolean column.</summary>
internal sealed record OutputColumn(string Name, IReadOnlyList<string>? SlotNames, bool IsBoolean = false)
{
    public const string Score = "Score";
    public const string Probability = "Probability";
    public const string ResponseValues = "ResponseValues";
    public const string PredictedAction = "PredictedAction";
}
