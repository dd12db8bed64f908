using System.Diagnostics;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Kills the process of rank 1 after a number of gradients, as the system does when memory is short.</summary>
internal sealed class DyingCommunicator(Communicator inner, int steps) : Communicator
{
    private int _steps;

    public override int Rank => inner.Rank;

    public override int NumberOfRanks => inner.NumberOfRanks;

    public override void Sum(Span<float> values)
    {
        if (Rank == 1 && ++_steps == steps)
        {
            using var process = Process.GetCurrentProcess();
            process.Kill();
        }
        inner.Sum(values);
    }

    public override void Sum(Span<double> values) => inner.Sum(values);

    public override void Broadcast(Span<byte> bytes) => inner.Broadcast(bytes);

    public override void Abort(Exception failure) => inner.Abort(failure);
}
