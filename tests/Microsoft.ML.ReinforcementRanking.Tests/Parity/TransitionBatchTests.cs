using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Parity;

/// <summary>Tests that a batch of a log has the numbers of the log, in tensors of the specified shapes.</summary>
public sealed class TransitionBatchTests : IDisposable
{
    // The rows are not in order. They include the last row of a session (4) and of the log (299).
    private static readonly int[] Rows = [17, 4, 299, 0, 3];

    private readonly TorchSession _session = TorchSession.Open(new MLContext(1), seed: 1);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Columns_OfKeyActions_AreTheLogs()
    {
        var batch = new TransitionBatch(Read("Features", "Action"), Rows, CPU);
        ContractRow[] log = [.. Rows.Select(row => ContractLog.Rows[row])];

        batch.RowCount.Should().Be(5);
        batch.States.shape.Should().Equal(5, ContractLog.FeatureCount);
        batch.States.ToRows().Should().BeEquivalentTo(log.Select(row => row.Features), options => options.WithStrictOrdering());
        batch.Actions!.data<long>().ToArray().Should().Equal(log.Select(row => (long)row.Action));
        batch.Weights!.data<float>().ToArray().Should().Equal(log.Select(row => row.Weight));
        batch.Propensities!.data<float>().ToArray().Should().Equal(log.Select(row => row.Propensity));
        batch.Column([.. Enumerable.Range(0, 300).Select(row => row / 2f)]).data<float>().ToArray().Should().Equal(8.5f, 2, 149.5f, 0, 1.5f);
    }

    [Fact]
    public void NextStates_WithinSessions_AreTheSuccessorsAndMaskedAtTheEnd()
    {
        var batch = new TransitionBatch(Read("Features", "Action"), Rows, CPU);

        batch.Continues().data<float>().ToArray().Should().Equal(1, 0, 0, 1, 1);
        var next = batch.NextStates().ToRows();
        next.Should().BeEquivalentTo(new[] { 18, 4, 299, 1, 4 }.Select(row => ContractLog.Rows[row].Features), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Actions_OfVectors_AreRowsOfAMatrix()
        => new TransitionBatch(Read("Features", "ActionVector"), Rows, CPU).Actions!.ToRows().Should()
            .BeEquivalentTo(Rows.Select(row => ContractLog.Rows[row].ActionVector), options => options.WithStrictOrdering());

    [Fact]
    public void States_OfSparseFeatures_AreThoseOfDenseOnes()
    {
        var context = new MLContext(1);
        var sparse = context.Transforms.Categorical.OneHotEncoding("Season").Fit(context.View()).Transform(context.View());

        var states = new TransitionBatch(Read("Season", "Action", sparse), Rows, CPU).States;

        states.ToRows().Should()
            .BeEquivalentTo(new TransitionBatch(Read("DenseSeason", "Action"), Rows, CPU).States.ToRows(), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Tensors_OfABatch_BelongToTheScopeAround()
    {
        var data = Read("Features", "Action");
        using var scope = NewDisposeScope();

        var batch = new TransitionBatch(data, Rows, CPU);

        Tensor[] tensors = [batch.States, batch.Actions!, batch.Weights!, batch.Propensities!];
        scope.DisposablesCount.Should().Be(tensors.Length, "nothing else stays behind");
    }

    [Fact]
    public void States_WithBuffers_AreThoseOfFreshTensorsInEveryBatch()
    {
        var data = Read("Features", "Action");
        using var buffers = new BatchBuffers();
        foreach (int[] rows in (int[][])[Rows, [7, 8], [.. Rows, 9, 10]])
        {
            using var scope = NewDisposeScope();
            var (kept, fresh) = (new TransitionBatch(data, rows, CPU, buffers), new TransitionBatch(data, rows, CPU));

            kept.States.ToRows().Should().BeEquivalentTo(fresh.States.ToRows(), options => options.WithStrictOrdering());
            kept.NextStates().ToRows().Should().BeEquivalentTo(fresh.NextStates().ToRows(), options => options.WithStrictOrdering());
            kept.NextStates().Should().BeSameAs(kept.NextStates(), "several critics ask for them");
            kept.Next().States.Should().BeSameAs(kept.NextStates());
        }
    }

    [Fact]
    public void States_WithBuffers_UseTheSameMemory()
    {
        var data = Read("Features", "Action");
        using var buffers = new BatchBuffers();
        var first = new TransitionBatch(data, Rows, CPU, buffers).States.alias();

        new TransitionBatch(data, [1, 2, 5, 6, 7], CPU, buffers).States.ToRows().Should()
            .BeEquivalentTo(first.ToRows(), options => options.WithStrictOrdering(), "the memory of the first batch has the rows of the second");
    }

    private static SessionDataset Read(string features, string action, IDataView? data = null)
        => SessionReader.Read(LogRow.Host(), data ?? new MLContext(1).View(), new()
        {
            Features = features,
            Group = "GroupText",
            Responses = ["Label"],
            Action = action,
            Weight = "Weight",
            Propensity = "Propensity",
        });
}
