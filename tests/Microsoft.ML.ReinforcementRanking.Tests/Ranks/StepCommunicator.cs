using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>
/// Counts the gradient steps of a rank. Before each of them the ranks ask one another whether the fit is canceled, which is a sum of one number.
/// </summary>
internal sealed class StepCommunicator(Communicator inner, Action<int> stepping) : Communicator
{
    private int _steps;

    public override int Rank => inner.Rank;

    public override int NumberOfRanks => inner.NumberOfRanks;

    public override void Sum(Span<float> values) => inner.Sum(values);

    public override void Sum(Span<double> values)
    {
        if (values.Length == 1)
            stepping(++_steps);
        inner.Sum(values);
    }

    public override void Broadcast(Span<byte> bytes) => inner.Broadcast(bytes);

    public override void Abort(Exception failure) => inner.Abort(failure);
}
