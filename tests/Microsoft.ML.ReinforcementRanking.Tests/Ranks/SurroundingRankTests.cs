using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Tests that ranks stop at the same place between the fits of folds and searches, because a rank that goes on would wait for the others.</summary>
public sealed class SurroundingRankTests : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    public void Dispose() => _cancellation.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void EstimatePropensities_OneRankCanceledInAFold_EndsEveryRank(int canceled)
    {
        Exception?[] failures = [];
        var estimate = () => ThreadRanks.Run(2, communicator =>
        {
            var settings = new FitSettings
            {
                Communicator = communicator,
                CancellationToken = communicator.Rank == canceled ? _cancellation.Token : default,
                Progress = new ProgressList(_ => _cancellation.Cancel()),
            };
            var context = new MLContext(1);
            return context.Ranking.EstimatePropensities(context.View(), new() { BehaviorPolicy = settings.ToBehaviorCloning("Action"), NumberOfFolds = 2 });
        }, out failures);

        estimate.Should().Throw<OperationCanceledException>();
        failures.Should().OnlyContain(failure => failure is OperationCanceledException);
    }

    [Fact]
    public void TuneTasks_OneRankCanceledBetweenTrials_EndsTheSearchOnEveryRank()
    {
        var results = ThreadRanks.Run(2, communicator =>
        {
            var context = new MLContext(1);
            var options = new FitSettings { Communicator = communicator, Epochs = 1 }.ToMultiTask(new AitmBackbone { BottomUnits = [8], TowerUnits = [4] });
            return context.Ranking.TuneTasks(context.View(), options, context.Ranking.Trainers.MultiTask, ["Click"], tuning: new()
            {
                NumberOfTrials = 3,
                NumberOfRounds = 1,
                NumberOfFolds = 2,
                Seed = 1,
                TunedOptions = ["LearningRate"],
                CancellationToken = communicator.Rank == 1 ? _cancellation.Token : default,
                Progress = communicator.Rank == 1 ? new Canceling(_cancellation) : null,
            });
        });

        results.Should().OnlyContain(result => result.WasCanceled && result.Trials.Count == 1);
    }

    /// <summary>Cancels when the first trial ends.</summary>
    private sealed class Canceling(CancellationTokenSource source) : IProgress<TaskTrial>
    {
        public void Report(TaskTrial value) => source.Cancel();
    }
}
