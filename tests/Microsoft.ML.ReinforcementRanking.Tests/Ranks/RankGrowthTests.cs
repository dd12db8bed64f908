using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;
using TorchSharp;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Tests that a joint fit holds no more from step to step. The command joint-soak of the benchmarks does so for 10,000 steps.</summary>
public sealed class RankGrowthTests
{
    private const int Epochs = 40;

    /// <summary>The stages of the trainer: the behavior policy, and then the policy with its critics.</summary>
    private const int Stages = 2;
    private const string Mark = "live tensors: ";

    [SkippableFact]
    public void Fit_FortyEpochs_HasAsManyLiveTensorsInEachOnEveryRank()
    {
        var job = MpiJob.Run(2, FitAndCount);

        job.ExitCode.Should().Be(0, job.Error);
        // mpirun gives rank 0 a terminal, on which .NET writes its control codes.
        var ranks = job.Output.Split('\n').Where(line => line.Contains(Mark, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..].Split(' ').Select(int.Parse).ToArray()).ToArray();
        ranks.Should().HaveCount(2);
        ranks.Should().AllSatisfy(counts =>
        {
            counts.Should().HaveCount(Stages * Epochs);
            // The optimizers create their moments in the first epoch.
            foreach (var stage in counts.Chunk(Epochs))
                stage.Skip(2).Distinct().Should().ContainSingle().Which.Should().BePositive();
        });
    }

    private static void FitAndCount(string[] arguments)
    {
        using var communicator = MpiCommunicator.Open();
        List<long> counts = [];
        ContractTrainers.Named("AdvantageActorCritic").Fit(new()
        {
            Communicator = new EpochCommunicator(communicator, _ => counts.Add(torch.Tensor.TotalCount)),
            Epochs = Epochs,
            ValidationFraction = 0,
        });
        Console.WriteLine(Mark + string.Join(' ', counts));
    }
}
