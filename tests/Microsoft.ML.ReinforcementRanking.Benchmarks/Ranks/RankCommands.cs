using System.CommandLine;
using Microsoft.ML.Trainers.ReinforcementRanking;
using StudyCommand = System.CommandLine.Command;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Ranks;

/// <summary>Defines the commands about joint fits of several ranks.</summary>
internal static class RankCommands
{
    /// <summary>The command of a process that fits together with others.</summary>
    public const string FitName = "mpi-fit";

    /// <summary>The command of a process that sums numbers with others.</summary>
    public const string SumName = "mpi-sum";

    public static StudyCommand Study()
    {
        var ranks = new Option<int>("--ranks") { Description = "The number of ranks, each of which uses a core.", DefaultValueFactory = _ => 2 };
        var repetitions = new Option<int>("--repetitions") { Description = "The number of repetitions.", DefaultValueFactory = _ => 5 };
        var kinds = new Option<string[]>("--kinds")
        {
            Description = "The kinds of fits.",
            DefaultValueFactory = _ => [.. RankKind.All.Select(kind => kind.Name)],
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new StudyCommand("mpi", "Compares joint fits of several ranks with fits of one, and says what many ranks would gain.")
        {
            ranks, repetitions, kinds,
        };
        command.SetAction(words => RankStudy.Run(words.GetValue(ranks), words.GetValue(repetitions),
            [.. RankKind.All.Where(kind => words.GetValue(kinds)!.Contains(kind.Name))]));
        return command;
    }

    public static StudyCommand Fit()
    {
        var (kind, batch) = (new Argument<string>("kind"), new Argument<int>("batch"));
        var command = new StudyCommand(FitName, "Fits together with other ranks. The command mpi starts it.") { kind, batch };
        command.Hidden = true;
        command.SetAction(words =>
        {
            using var communicator = MpiCommunicator.Open();
            var step = RankKind.All.Single(known => known.Name == words.GetValue(kind)).Measure(communicator, words.GetValue(batch));
            if (communicator.Rank == 0)
                Console.WriteLine(step);
        });
        return command;
    }

    public static StudyCommand Sum()
    {
        var command = new StudyCommand(SumName, "Measures sums over the ranks. The command mpi starts it.") { Hidden = true };
        command.SetAction(_ =>
        {
            using var communicator = MpiCommunicator.Open();
            SumRates.MeasureInJob(communicator);
        });
        return command;
    }
}
