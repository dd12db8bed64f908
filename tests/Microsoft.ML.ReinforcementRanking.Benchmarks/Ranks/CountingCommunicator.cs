using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Ranks;

/// <summary>Counts the sums that a fit asks for, and the bytes in them.</summary>
internal sealed class CountingCommunicator(Communicator inner) : Communicator
{
    public long Calls { get; private set; }

    public long Bytes { get; private set; }

    public override int Rank => inner.Rank;

    public override int NumberOfRanks => inner.NumberOfRanks;

    public override void Sum(Span<float> values)
    {
        (Calls, Bytes) = (Calls + 1, Bytes + sizeof(float) * (long)values.Length);
        inner.Sum(values);
    }

    public override void Sum(Span<double> values)
    {
        (Calls, Bytes) = (Calls + 1, Bytes + sizeof(double) * (long)values.Length);
        inner.Sum(values);
    }

    public override void Broadcast(Span<byte> bytes) => inner.Broadcast(bytes);

    public override void Abort(Exception failure) => inner.Abort(failure);
}
