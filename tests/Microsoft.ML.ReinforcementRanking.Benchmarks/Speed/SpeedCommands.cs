using System.CommandLine;
using StudyCommand = System.CommandLine.Command;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Defines the command <c>speed</c>, which has a command for each part (docs/results/speed.md).</summary>
internal static class SpeedCommands
{
    public const string Name = "speed";

    private static readonly Option<string?> Results
        = new("--results") { Description = "The folder to which a page and a chart are written. The default is none.", Recursive = true };

    private static readonly Option<int> Repetitions
        = new("--repetitions") { Description = "The number of repetitions.", DefaultValueFactory = _ => 7, Recursive = true };

    private static readonly Option<int[]> Threads = new("--threads")
    {
        Description = "The numbers of threads among which libtorch divides an operation.",
        DefaultValueFactory = _ => [1],
        AllowMultipleArgumentsPerToken = true,
    };

    public static StudyCommand All() => new(Name, "Measures the speed of one part of the library beside what it is compared with, in one run.")
    {
        Results, Repetitions, Step(), Rate(), MultiTask(), Sparse(), Eligible(), Reader(), ParquetFiles(), Doctor(), Ranking(), Growth(), Busy(),
        LongFits(), Folds(), LoadChild(), FitChild(),
    };

    private static StudyCommand Step()
    {
        var authors = new Option<string?>("--authors") { Description = "A clone of the authors' repository, AIDefender/TSCAC, to measure their program." };
        var python = new Option<string>("--python") { Description = "The Python program, which has torch and numpy.", DefaultValueFactory = _ => "python3" };
        return Part("step", "TSCAC at the authors' shape",
            (report, words) => StepPart.Run(report, words.GetValue(Repetitions), words.GetValue(Threads)!, words.GetValue(authors), words.GetValue(python)!),
            Threads, authors, python);
    }

    private static StudyCommand Rate() => Part("rate", "Floating-point rates of gradient steps",
        (report, words) => RatePart.Run(report, words.GetValue(Repetitions), words.GetValue(Threads)!), Threads);

    private static StudyCommand MultiTask() => Part("multitask", "Multi-task training at the shapes of the RMTL paper",
        (report, words) => MultiTaskPart.Run(report, words.GetValue(Repetitions), words.GetValue(Threads)!), Threads);

    private static StudyCommand Sparse() => Part("sparse", "A step over sparse features",
        (report, words) => SparsePart.Run(report, words.GetValue(Repetitions), words.GetValue(Threads)!), Threads);

    private static StudyCommand Eligible() => Part("eligible", "Training over eligible actions",
        (report, words) => EligiblePart.Run(report, words.GetValue(Repetitions), words.GetValue(Threads)!), Threads);

    private static StudyCommand Reader()
    {
        var rows = new Option<long>("--rows") { Description = "The number of rows of the largest log.", DefaultValueFactory = _ => 1_000_000 };
        return Part("reader", "Reading a log", (report, words) => ReaderPart.Run(report, words.GetValue(Repetitions), words.GetValue(rows)), rows);
    }

    private static StudyCommand Doctor()
    {
        var rows = new Option<long>("--rows") { Description = "The number of rows of the largest log.", DefaultValueFactory = _ => 1_000_000 };
        return Part("doctor", "Diagnosing a log", (report, words) => DoctorPart.Run(report, words.GetValue(Repetitions), words.GetValue(rows)), rows);
    }

    private static StudyCommand ParquetFiles()
    {
        var rows = new Option<int>("--rows") { Description = "The number of rows.", DefaultValueFactory = _ => 1_000_000 };
        return Part("parquet", "Reading a Parquet file", (report, words) => ParquetPart.Run(report, words.GetValue(Repetitions), words.GetValue(rows)), rows);
    }

    private static StudyCommand Ranking() => Part("ranking", "Ranking 1,000,000 actions",
        (report, words) => RankingPart.Run(report, words.GetValue(Repetitions)));

    private static StudyCommand Growth() => Part("growth", "Seconds of a fit against its sizes",
        (report, words) => GrowthPart.Run(report, words.GetValue(Repetitions), words.GetValue(Threads)![0]), Threads);

    private static StudyCommand Busy() => Part("busy", "Fits on a busy machine", (report, words) => BusyPart.Run(report, words.GetValue(Repetitions)));

    private static StudyCommand LongFits() => Part("memory", "Live tensors and memory of long fits", (report, _) => MemoryPart.Run(report));

    private static StudyCommand Folds()
    {
        var folder = new Option<string>("--data") { Description = "The folder with the files of KuaiRand.", Required = true };
        return Part("folds", "Folds of a cross-fit",
            (report, words) => FoldsPart.Run(report, words.GetValue(Repetitions), words.GetValue(folder)!), folder);
    }

    private static StudyCommand LoadChild()
    {
        var command = new StudyCommand(LoadProcess.CommandName, "Keeps a core busy. The command busy starts it.") { Hidden = true };
        command.SetAction(_ => LoadProcess.Run());
        return command;
    }

    private static StudyCommand FitChild()
    {
        var (kind, threads) = (new Argument<string>("kind"), new Argument<int>("threads"));
        var command = new StudyCommand(FitProcess.CommandName, "Fits models. The command busy starts it.") { kind, threads };
        command.Hidden = true;
        command.SetAction(words => FitProcess.Run(words.GetValue(kind)!, words.GetValue(threads)));
        return command;
    }

    private static StudyCommand Part(string name, string title, Action<SpeedReport, ParseResult> run, params Option[] options)
    {
        var command = new StudyCommand(name, $"Measures: {title}.");
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction(words => run(new(name, title, words.GetValue(Results)), words));
        return command;
    }
}
