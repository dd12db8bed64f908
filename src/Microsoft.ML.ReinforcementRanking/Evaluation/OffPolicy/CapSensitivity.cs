namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the capped self-normalized estimate (NCIS) of a response at another cap.</summary>
public sealed class CapSensitivity
{
    internal CapSensitivity()
    {
    }

    /// <summary>The cap of the weights.</summary>
    public double WeightCap { get; internal init; }

    /// <summary>The estimate (NCIS) with this cap.</summary>
    public OffPolicyEstimate Estimate { get; internal init; } = new();

    /// <summary>Kish's effective sample size of the weights with this cap, in rows.</summary>
    public double EffectiveSampleSize { get; internal init; }
}
