namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Sums of a log and the estimates that are functions of them.</summary>
internal interface IOffPolicySample
{
    IUnitSums Sums { get; }

    /// <summary>Takes a row in; rows come in the order of the log.</summary>
    void Add(ScoredRow row);

    /// <summary>Called once, after the last row.</summary>
    void Complete();

    /// <summary>All estimates from a total of the sums: a block per response, the logged value first.</summary>
    double[] Estimate(ReadOnlySpan<double> total);
}
