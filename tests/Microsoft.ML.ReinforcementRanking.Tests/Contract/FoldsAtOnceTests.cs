using System.Collections;
using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Evaluation;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests cross-fits whose folds are fitted at the same time. On a machine with one core they are fitted one after another.</summary>
public class FoldsAtOnceTests
{
    private const int Folds = 4;

    [Fact]
    public void EstimatePropensities_FoldsAtOnce_GivesTheBytesOfOneAfterAnother()
    {
        var log = ScoredLog.View(SessionWorld.Log(80, seed: 1));

        Propensities(log, new ProgressList(_ => { })).Should().Equal(Propensities(log, progress: null));
    }

    [Fact]
    public void EstimatePropensities_FoldsAtOnce_ReadsTheLogFromOneThreadAtATime()
    {
        var rows = new CountedRows(SessionWorld.Log(80, seed: 1));

        Propensities(new MLContext(1).Data.LoadFromEnumerable(rows), progress: null);

        rows.MostReaders.Should().Be(1);
    }

    [Fact]
    public void Run_FirstFitUsesOneThread_FitsOtherFoldsAtTheSameTime()
    {
        TorchLibrary.EnsureLoaded();
        using var meeting = new Barrier(2);
        ModelHead? first = null;
        ModelHead MeetAnother() => IntraOpThreads.Available == 1 || meeting.SignalAndWait(TimeSpan.FromMinutes(1))
            ? first!
            : throw new TimeoutException("No other fold is fitted at the same time.");
        var run = () => NewCrossFit(folds: 3).Run(_ => first is null ? first = Fit() : MeetAnother(), 1, _ => (_, _, _, _) => { });

        run.Should().NotThrow();
    }

    [Fact]
    public void Run_SeveralFoldsFail_ThrowsTheFailureOfTheFirst()
    {
        TorchLibrary.EnsureLoaded();
        var head = Fit();
        var run = () => NewCrossFit(Folds).Run(
            _ => FoldScope.Describe("") == $"Fold 1 of {Folds}: " ? head : throw new InvalidOperationException(FoldScope.Describe("")),
            1, _ => (_, _, _, _) => { });

        run.Should().Throw<InvalidOperationException>().WithMessage($"Fold 2 of {Folds}: ");
    }

    private static CrossFit NewCrossFit(int folds)
    {
        var host = ((IHostEnvironment)new MLContext(1)).Register("test");
        var sessions = new SessionFolds(host, ScoredLog.View(SessionWorld.Log(80, seed: 1)), "GroupId", folds, seed: 1);
        return new(host, sessions, new PolicyValueOptions { ResponseColumnNames = ["Label"] }, actions: null);
    }

    private static ModelHead Fit()
        => new MLContext(1).Ranking.Trainers.BehaviorCloning(Cloning(progress: null)).Fit(ScoredLog.View(SessionWorld.Log(80, seed: 1))).Model.Head;

    private static float[] Propensities(IDataView log, IProgress<TrainingProgress>? progress)
        => [.. new MLContext(1).Ranking.EstimatePropensities(log, new() { NumberOfFolds = Folds, BehaviorPolicy = Cloning(progress) })
            .GetColumn<float>("Propensity")];

    private static BehaviorCloningTrainer.Options Cloning(IProgress<TrainingProgress>? progress)
        => new() { NumberOfEpochs = 3, HiddenUnits = [8], EmbeddingDimension = 4, Progress = progress };

    /// <summary>Counts how many readers are on its rows at the same time.</summary>
    private sealed class CountedRows(SessionWorld.Row[] rows) : IEnumerable<SessionWorld.Row>
    {
        private readonly Lock _gate = new();
        private int _readers;

        public int MostReaders { get; private set; }

        public IEnumerator<SessionWorld.Row> GetEnumerator()
        {
            lock (_gate)
                MostReaders = Math.Max(MostReaders, ++_readers);
            try
            {
                foreach (var row in rows)
                    yield return row;
            }
            finally
            {
                lock (_gate)
                    _readers--;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
