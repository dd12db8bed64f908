using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Large;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.Ranks;
using Microsoft.ML.Trainers.ReinforcementRanking;
using TorchSharp;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Endurance;

/// <summary>
/// Fits one model by several processes that mpirun starts, for many gradient steps, and shows what each of them holds. No process may hold more and more
/// within a stage.
/// </summary>
internal static class JointSoakStudy
{
    private const string Name = "AdvantageActorCritic";
    private const int StepsBetweenSamples = 1_000;

    /// <summary>The stages of the trainer: the behavior policy, and then the policy with its critics.</summary>
    private const int Stages = 2;

    /// <summary>The growth of anonymous memory, from the middle of a stage to its end, that is taken for chance.</summary>
    private const double MemoryTolerance = 0.05;

    /// <summary>Returns the exit code of a rank, which is 1 if it holds more at the end of a stage than in the middle.</summary>
    /// <param name="steps">The number of gradient steps of each stage.</param>
    public static int Run(int steps)
    {
        using var communicator = MpiCommunicator.Open();
        List<Sample> samples = [];
        void Look(int epoch)
        {
            var step = epoch * StepsOfEpoch();
            if (step % StepsBetweenSamples != 0)
                return;
            samples.Add(Sample.Take(step));
            Console.WriteLine(samples[^1].ToRow(communicator.Rank));
        }
        if (communicator.Rank == 0)
            Console.WriteLine(Sample.Header);
        var epochs = (int)Math.Ceiling((double)steps / StepsOfEpoch());
        ContractTrainers.Named(Name).Fit(new() { Communicator = new EpochCommunicator(communicator, Look), Epochs = epochs, ValidationFraction = 0 });
        string[] problems = samples.Count < 4 * Stages ? [$"too few steps to tell, at least {4 * StepsBetweenSamples} are needed"]
            : [.. samples.Chunk(samples.Count / Stages).SelectMany(FindGrowth)];
        var result = problems.Length == 0 ? "nothing has grown" : string.Join(", ", problems);
        Console.WriteLine($"Rank {communicator.Rank} of {communicator.NumberOfRanks}: {result}.");
        return problems.Length == 0 ? 0 : 1;
    }

    private static int StepsOfEpoch() => (ContractLog.Rows.Length + new FitSettings().BatchSize - 1) / new FitSettings().BatchSize;

    private static IEnumerable<string> FindGrowth(Sample[] stage)
    {
        var (middle, last) = (stage[stage.Length / 2], stage[^1]);
        if (last.Tensors > middle.Tensors)
            yield return $"{last.Tensors} live tensors at the end, and {middle.Tensors} in the middle";
        if (last.Megabytes > middle.Megabytes * (1 + MemoryTolerance))
            yield return string.Create(CultureInfo.InvariantCulture, $"{last.Megabytes:F1} MB at the end, and {middle.Megabytes:F1} MB in the middle");
    }

    private sealed record Sample(int Step, long Tensors, double Megabytes)
    {
        public const string Header = "| steps | rank | live tensors | RssAnon MB |\n|---:|---:|---:|---:|";

        public static Sample Take(int step)
        {
            // What waits for a finalizer is not held.
            for (var turn = 0; turn < 2; turn++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            return new(step, torch.Tensor.TotalCount, AnonymousMemory.Now());
        }

        public string ToRow(int rank) => string.Create(CultureInfo.InvariantCulture, $"| {Step} | {rank} | {Tensors} | {Megabytes:F1} |");
    }
}
