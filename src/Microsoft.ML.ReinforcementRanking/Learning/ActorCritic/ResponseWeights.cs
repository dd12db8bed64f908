using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;

/// <summary>Contains the weights u_i of the responses in the objective <c>Σ u_i r_i</c>. They are constants, or multipliers that training changes.</summary>
/// <param name="initial">The initial weights, at least 0 and some above 0, the one of the main response first.</param>
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
    /// Returns the weight times a factor that keeps the sum of all weights constant. A policy depends only on the ratios of the weights, and a growing
    /// multiplier must not change the scale of the critics' targets.
    /// </summary>
    public double Normalized(int response) => _weights[response] * _total / _weights.Sum();

    /// <summary>Visits the weights.</summary>
    public void Visit(StateArchive archive) => archive.Visit(_weights.AsSpan());
}
