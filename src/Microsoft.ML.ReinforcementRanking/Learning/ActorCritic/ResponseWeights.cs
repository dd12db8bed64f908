namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;

/// <summary>How much each response counts in the objective <c>Σ u_i r_i</c>: constants, or multipliers that training moves.</summary>
/// <param name="initial">u_i ≥ 0, some above 0; main response first.</param>
internal sealed class ResponseWeights(IReadOnlyList<double> initial)
{
    private readonly double _total = initial.Sum();
    private readonly double[] _weights = [.. initial];

    public int Count => _weights.Length;

    public double this[int response]
    {
        get => _weights[response];
        set => _weights[response] = value;
    }

    /// <summary>
    /// The weight, times what keeps the sum of all weights as it was at first: a policy sees their ratios only, and a growing multiplier must not carry the
    /// critics' targets away.
    /// </summary>
    public double Normalized(int response) => _weights[response] * _total / _weights.Sum();
}
