namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>The named values of one step; a stage reports their means over an epoch.</summary>
internal sealed record StepLosses(params IReadOnlyList<(string Name, double Value)> Values)
{
    public StepLosses(string name, double value)
        : this([(name, value)])
    {
    }
}
