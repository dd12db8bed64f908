namespace Microsoft.ML.ReinforcementRanking.Mutation;

/// <summary>Represents a part of the library with the tests that have to notice its mutants.</summary>
/// <param name="Name">The name on the command line and in the report.</param>
/// <param name="Files">The files or folders, relative to the folder of the library.</param>
/// <param name="Tests">A regular expression of the full names of test classes.</param>
internal sealed record Area(string Name, string[] Files, string Tests)
{
    private const string Root = @"^Microsoft\.ML\.ReinforcementRanking\.Tests\.";

    public static IReadOnlyList<Area> All { get; } =
    [
        new("losses", ["Learning/Losses.cs", "Learning/MinimumNorm.cs", "Learning/MultiTask/", "Learning/Categorical/", "Learning/ActorCritic/"],
            Root + @"((Equations|Learning)\.|Contract\.CheckpointTests$)"),
        new("closed-form", ["Learning/ClosedForm.cs", "Learning/Reward.cs", "Learning/ReturnScale.cs", "Learning/Continuous/"],
            Root + @"((Equations|Learning|Parity|Serving)\.|Contract\.CheckpointTests$)"),
        new("estimators", ["Evaluation/OffPolicy/"], Root + @"(Evaluation\.(?!.*World)|BadInput\.)"),
        new("metrics", ["Evaluation/Tasks/", "Evaluation/Lists/", "Evaluation/Calibration/", "Evaluation/Proxies/", "Evaluation/Importance/"],
            Root + @"(Evaluation\.(?!.*World)|BadInput\.)"),
        new("sessions", ["Sessions/"], Root + @"((Sessions|BadInput)\.|Contract\.(Option\w+|BadInput|TaskInputError|LogFile|Cache|IdColumn|NoSession|RareAction"
            + @"|UndescribedAction|ReadCancellation|CatalogSize)Tests$)"),
        new("formats", ["Files/", "Plans/PlanFormat.cs", "Plans/FloatFormat.cs", "Models/TextFormat.cs", "Models/HistoryFormat.cs", "Models/CriticFormat.cs",
                "Models/HeadCheck.cs", "Learning/Checkpoints/"],
            Root + @"((Files|Checkpoints|Plans|BadInput)\.|Contract\.(ModelFormat|HostileModel|Checkpoint|FoldCheckpoint)Tests$)"),
    ];

    public bool Has(string file)
        => Files.Any(entry => entry.EndsWith('/') ? file.StartsWith(entry, StringComparison.Ordinal) : file == entry);
}
