using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>
/// Counts the epochs of a rank. After the steps of each of them the ranks compare themselves with rank 0, which is the first broadcast after sums of gradients.
/// </summary>
internal sealed class EpochCommunicator(Communicator inner, Action<int> ended) : Communicator
{
    private bool _hasStepped;
    private int _epochs;

    public override int Rank => inner.Rank;

    public override int NumberOfRanks => inner.NumberOfRanks;

    public override void Sum(Span<float> values)
    {
        _hasStepped = true;
        inner.Sum(values);
    }

    public override void Sum(Span<double> values) => inner.Sum(values);

    public override void Broadcast(Span<byte> bytes)
    {
        inner.Broadcast(bytes);
        if (!_hasStepped)
            return;
        _hasStepped = false;
        ended(++_epochs);
    }

    public override void Abort(Exception failure) => inner.Abort(failure);
}
