using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;
using TorchSharp;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Observes the live tensors of libtorch and the resident memory of this process over the 10,000 steps of the last stage of a fit.</summary>
internal static class MemoryPart
{
    private const int Batch = 128, StepsOfEpoch = 100, Epochs = 100;
    private const int Features = 32, Actions = 100;

    public static void Run(SpeedReport report)
    {
        TorchLibrary.EnsureLoaded();
        var ml = new MLContext(1);
        var log = new SpeedLog(Batch * StepsOfEpoch, Features, Actions).View(ml);
        int[] shown = [1, Epochs / 10, Epochs / 2, Epochs];
        IEnumerable<string>[] rows =
        [
            .. Observe("TSCAC, catalog", progress => ml.Ranking.Trainers.Tscac(Tscac(nameof(SpeedRow.Action), progress)).Fit(log)),
            .. Observe("TSCAC, continuous actions", progress => ml.Ranking.Trainers.Tscac(Tscac(nameof(SpeedRow.ActionVector), progress)).Fit(log)),
            .. Observe("MMoE", progress => ml.Ranking.Trainers.MultiTask(MultiTask(progress)).Fit(log)),
        ];
        var steps = shown.Select(epoch => string.Create(CultureInfo.InvariantCulture, $"After {epoch * StepsOfEpoch:N0} steps"));
        string[] header = ["", "Before the fit", .. steps, "After the fit"];
        report.List(header, rows, $"Steps are those of the last stage, with {Batch} rows each.");

        IEnumerable<IEnumerable<string>> Observe(string name, Action<IProgress<TrainingProgress>> fit)
        {
            List<Memory> epochs = [];
            var before = Memory.Now();
            fit(new Observer(progress =>
            {
                if (progress.Epoch == 1)
                    epochs.Clear();
                epochs.Add(Memory.Now());
            }));
            Memory[] all = [before, .. shown.Select(epoch => epochs[epoch - 1]), Memory.Now()];
            yield return [$"{name}, live tensors", .. all.Select(memory => memory.Tensors.ToString("N0", CultureInfo.InvariantCulture))];
            yield return [$"{name}, resident memory, MB", .. all.Select(memory => (memory.Resident / 1e6).ToString("N0", CultureInfo.InvariantCulture))];
        }
    }

    private static TscacRankingTrainer.Options Tscac(string action, IProgress<TrainingProgress> progress) => new()
    {
        ActionColumnName = action,
        AuxiliaryResponses = [new(nameof(SpeedRow.Response1))],
        BatchSize = Batch,
        ValidationFraction = 0,
        NumberOfStageOneEpochs = 1,
        NumberOfStageTwoEpochs = Epochs,
        Progress = progress,
    };

    private static MultiTaskRankingTrainer.Options MultiTask(IProgress<TrainingProgress> progress) => new()
    {
        CategoricalColumnNames = SpeedLog.FieldNames,
        Tasks = [new(nameof(SpeedRow.Click)), new(nameof(SpeedRow.Pay))],
        Backbone = new MmoeBackbone(),
        BatchSize = Batch,
        ValidationFraction = 0,
        NumberOfEpochs = Epochs,
        Progress = progress,
    };

    private sealed class Observer(Action<TrainingProgress> observe) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => observe(value);
    }

    /// <summary>Contains what is in use at a time.</summary>
    /// <param name="Tensors">The number of live tensors of libtorch.</param>
    /// <param name="Resident">The resident memory of the process in bytes.</param>
    private readonly record struct Memory(long Tensors, long Resident)
    {
        public static Memory Now() => new(torch.Tensor.TotalCount, Environment.WorkingSet);
    }
}
