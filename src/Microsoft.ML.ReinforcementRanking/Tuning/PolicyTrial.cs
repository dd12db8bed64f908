namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents one setting of the options of a trainer, and what it was worth in one round of <c>mlContext.Ranking.TunePolicy</c>.</summary>
public sealed class PolicyTrial : TuningTrial
{
    internal PolicyTrial()
    {
    }

    /// <summary>The pooled metrics of the cross-validation, or null if the setting failed.</summary>
    public OffPolicyMetrics? Metrics { get; internal set; }

    /// <summary>The estimate of each response, the main response first. The list is empty if the setting failed.</summary>
    public IReadOnlyList<double> Estimates { get; internal set; } = [];

    /// <summary>
    /// By how much the auxiliary response that loses most exceeds <see cref="PolicyTuningOptions.AllowedAuxiliaryLoss"/>, relative to its logged mean, at
    /// least 0. It is 0 without auxiliary responses.
    /// </summary>
    public double AuxiliaryViolation { get; internal set; }

    internal override IReadOnlyList<double> Results => Estimates;

    internal override IReadOnlyList<double> Objectives => Estimates;

    internal override double Objective => Estimates is [var main, ..] ? main : double.NegativeInfinity;

    internal override double Violation => AuxiliaryViolation;
}
