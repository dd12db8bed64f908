using System.Reflection;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests what a user can observe of a fit, and change, while it runs.</summary>
public sealed partial class TrainerContract
{
    [Theory]
    [Trainers]
    public void Progress_OfAFit_TellsEveryEpochOfEveryStage(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var reports = new ProgressList();

        var model = trainer.Fit(new() { Epochs = 3, Progress = reports });

        var stages = reports.GroupBy(report => report.StageNumber).ToArray();
        stages.Select(stage => stage.Key).Should().Equal(Enumerable.Range(1, reports[0].NumberOfStages), "stages follow each other");
        stages.Should().AllSatisfy(stage => stage.Select(report => report.Epoch).Should().Equal(1, 2, 3));
        reports.Select(report => (report.Stage, report.Epoch)).Should().Equal(model.Model.History.Select(entry => (entry.Stage, entry.Epoch)));
        reports.Should().AllSatisfy(report =>
        {
            report.NumberOfEpochs.Should().Be(3);
            report.NumberOfStages.Should().Be(stages.Length);
            report.Losses.Should().NotBeEmpty().And.OnlyContain(loss => double.IsFinite(loss.Value));
            report.Metrics.Should().NotBeEmpty().And.OnlyContain(metric => double.IsFinite(metric.Value));
            report.RowsPerSecond.Should().BePositive();
            (report.Remaining == TimeSpan.Zero).Should().Be(report.Epoch == 3, "only the last epoch has none after it");
        });
    }

    [Theory]
    [Trainers]
    public void Fit_WithoutHeldOutSessions_TrainsEveryEpochWithoutMetrics(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var model = trainer.Fit(new() { Epochs = 5, ValidationFraction = 0 });

        model.Model.History.Should().HaveCount(5 * model.Model.History.Select(entry => entry.Stage).Distinct().Count())
            .And.OnlyContain(entry => entry.Metrics.Count == 0);
    }

    [Theory]
    [Trainers]
    public void Fit_WithValidationData_JudgesOnThem(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);
        double[][] Judge(double fraction, ContractRow[] validation)
            => [.. trainer.FitWithValidation(context, new() { ValidationFraction = fraction }, context.View(),
                context.View(validation)).Model.History.Select(entry => entry.Metrics.Values.ToArray())];

        var judged = Judge(0.2, ContractLog.OtherRows);

        judged.Should().BeEquivalentTo(Judge(0.5, ContractLog.OtherRows), "the share to hold out is not used");
        judged.Should().NotBeEquivalentTo(Judge(0.2, ContractLog.Rows));
    }

    [Theory]
    [Trainers]
    public void Fit_CanceledInAnyStageBeforeTheLast_Throws(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var stages = trainer.Model.Model.History.Select(entry => entry.Stage).Distinct().Count();
        // Stage 0 is what comes before the first one.
        for (var stage = 0; stage < stages; stage++)
        {
            using var cancellation = new CancellationTokenSource();
            var progress = new ProgressList(report =>
            {
                if (report.StageNumber == stage)
                    cancellation.Cancel();
            });
            if (stage == 0)
                cancellation.Cancel();

            var fit = () => trainer.Fit(new() { Progress = progress, CancellationToken = cancellation.Token });

            fit.Should().Throw<OperationCanceledException>().WithMessage(stage == 0 ? "* before row 0,*" : "Training was canceled in stage *")
                .Which.CancellationToken.Should().Be(cancellation.Token);
            progress.Should().NotContain(report => report.StageNumber == stages);
        }
    }

    [Theory]
    [Trainers]
    public void Fit_CanceledInTheLastStage_ReturnsTheModelSoFar(string name)
    {
        var trainer = ContractTrainers.Named(name);
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressList(report =>
        {
            if (report.StageNumber == report.NumberOfStages)
                cancellation.Cancel();
        });

        var model = trainer.Fit(new() { Epochs = 3, Progress = progress, CancellationToken = cancellation.Token });

        var last = model.Model.History[^1];
        (last.Stage, last.Epoch).Should().Be((progress[^1].Stage, 1));
        var stages = progress[^1].NumberOfStages;
        model.Model.Warnings.Should().ContainMatch($"Training was canceled in stage '{last.Stage}' ({stages} of {stages}) after 1 of 3 epochs. *");
        model.Transform(new MLContext(1).View()).ReadScores().Should().OnlyContain(row => row.All(float.IsFinite));
    }

    [Theory]
    [Trainers]
    public void Fit_ContextCanceledInTheLastStage_ReturnsTheModelSoFar(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);
        // AutoML ends a trial in this way, but the method is internal in ML.NET.
        var cancel = typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Action>(context);
        var progress = new ProgressList(report =>
        {
            if (report.StageNumber == report.NumberOfStages)
                cancel();
        });

        var model = trainer.Create(context, new() { Epochs = 3, Progress = progress }).Fit(context.View());

        model.Model.History[^1].Epoch.Should().Be(1);
    }
}
