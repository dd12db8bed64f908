using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public sealed class JointBatchTests : IDisposable
{
    // First, since it loads libtorch.
    private readonly TorchSession _session = Tabular.OpenTorch(1);
    private readonly LengthsOnly _ranks = new();

    public void Dispose() => _session.Dispose();

    /// <summary>The bytes of the numbers are more than a span can have. Nobody touches them, so that they take no memory.</summary>
    [Fact]
    public void SumWithCancellation_MoreThanTwoGigabytes_AreSummedInParts()
    {
        using var batch = new JointBatch(_ranks, rows: [7, 8], places: [0], states: null!, isCanceled: true);
        using var numbers = empty((1L << 29) + 3);

        batch.SumWithCancellation(numbers);

        _ranks.Lengths.Should().Equal(1 << 28, 1 << 28, 3);
        batch.AreCanceled().Should().BeTrue();
    }

    /// <summary>Represents two ranks, of which the other one has zeros.</summary>
    private sealed class LengthsOnly : Communicator
    {
        public List<int> Lengths { get; } = [];

        public override int Rank => 0;

        public override int NumberOfRanks => 2;

        public override void Sum(Span<float> values) => Lengths.Add(values.Length);

        public override void Sum(Span<double> values) => Lengths.Add(values.Length);

        public override void Broadcast(Span<byte> bytes)
        {
        }

        public override void Abort(Exception failure)
        {
        }
    }
}
