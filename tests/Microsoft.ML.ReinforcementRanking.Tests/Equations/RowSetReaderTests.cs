using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests the limit of the sets of eligible actions that a batch reads.</summary>
public sealed class RowSetReaderTests
{
    /// <summary>A tensor of indices has 8 bytes for each row and column, of which there are as many as the largest set has actions.</summary>
    [Fact]
    public void Read_RowsTimesTheLargestSetAboveOneTensor_IsRefusedBeforeMemoryIsTaken()
    {
        using var session = Tabular.OpenTorch(1);
        const int largest = 1000;
        const int rows = (int.MaxValue / sizeof(long) / largest) + 1;
        var states = new FeatureTableBuilder(1);
        states.Add(new(1, [1f]));
        var data = new SessionDataset
        {
            RowCount = rows,
            SessionCount = 1,
            SessionOfRow = new int[rows],
            NextRow = new int[rows],
            Features = states.ToTable(),
            Responses = [],
            Actions = new int[rows],
            ActionCount = largest,
            EligibleActions = new(
                new int[] { 0 }.Concat(Enumerable.Range(0, rows).Select(row => largest + row)).ToArray(),
                Enumerable.Range(0, largest).Concat(Enumerable.Repeat(0, rows - 1)).ToArray()),
        };

        int[] batch = [.. Enumerable.Range(0, rows)];
        FluentActions.Invoking(() => new RowSetReader(largest).Read(data, batch, batch, CPU))
            .Should().Throw<InvalidOperationException>()
            .WithMessage($"A batch of {rows} rows with up to {largest} eligible actions each is too large for one tensor*Lower BatchSize*");
    }
}
