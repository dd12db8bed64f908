using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;

/// <summary>Reads and writes the checkpoints of a stage, or of stages that are trained together.</summary>
internal sealed class StageCheckpoints(TrainingRun run, CheckpointFolder folder, IReadOnlyList<TrainingStage> stages)
{
    private readonly int _firstWarning = run.Warnings.Count;

    private int Number => stages[0].Number;

    /// <summary>Reads the result of the stages if an earlier fit has finished them.</summary>
    /// <returns>Whether it has.</returns>
    public bool ReadResult()
    {
        if (!folder.ReadStage(Number, VisitStages))
            return false;
        foreach (var stage in stages)
            stage.Learner.SetTraining(false);
        run.Inform(FitMessages.Resume(stages, areComplete: true));
        return true;
    }

    /// <summary>Reads the newest checkpoint of the stages.</summary>
    /// <param name="visit">Visits the stages and their loop.</param>
    /// <returns>Whether there is one.</returns>
    public bool ReadEpoch(Action<StateArchive> visit)
    {
        if (!folder.ReadEpoch(Number, archive => Visit(archive, visit)))
            return false;
        run.Inform(FitMessages.Resume(stages, areComplete: false));
        return true;
    }

    /// <summary>Writes a checkpoint after an epoch, if one is due.</summary>
    public void WriteEpoch(int epoch, Action<StateArchive> visit) => Report(folder.WriteEpoch(Number, epoch, archive => Visit(archive, visit)));

    /// <summary>Writes the result of the stages.</summary>
    public void WriteResult() => Report(folder.WriteStage(Number, VisitStages));

    private void VisitStages(StateArchive archive) => Visit(archive, _ =>
    {
        foreach (var stage in stages)
            stage.Visit(archive);
    });

    private void Visit(StateArchive archive, Action<StateArchive> visit)
    {
        run.VisitWarnings(archive, _firstWarning);
        visit(archive);
    }

    private void Report(string? warning)
    {
        if (warning is not null)
            run.Warn("checkpoints", warning);
    }
}
