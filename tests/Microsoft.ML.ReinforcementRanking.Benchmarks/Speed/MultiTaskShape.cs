using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Represents the sizes of the networks of the RMTL paper: a state of eight parts of 128, of which seven are embeddings, layers of 512 and 256, towers of 128
/// and 64, two tasks, and batches of 2,048 rows.
/// </summary>
/// <param name="Experts">The number of experts of an MMoE, or 0 for a bottom that the tasks share.</param>
internal sealed record MultiTaskShape(int Experts)
{
    public const int Batch = 2_048;
    public const int Features = 128;
    public const int Embedding = 128;
    public const int StateWidth = Features + SpeedLog.Fields * Embedding;
    public const int Tasks = 2;
    public const double Dropout = 0.2;

    /// <summary>Two batches.</summary>
    public const int Rows = 2 * Batch;

    public static int[] ExpertUnits { get; } = [512, 256];

    public static int[] TowerUnits { get; } = [128, 64];

    public string Name => Experts == 0 ? "SharedBottom" : $"MMoE of {Experts}";

    private MultiTaskBackbone Backbone => Experts == 0
        ? new SharedBottomBackbone { BottomUnits = ExpertUnits, TowerUnits = TowerUnits }
        : new MmoeBackbone { NumberOfExperts = Experts, ExpertUnits = ExpertUnits, TowerUnits = TowerUnits };

    public static IDataView Log(MLContext ml) => new SpeedLog(Rows, Features, actions: 2).View(ml);

    /// <summary>Creates the options of a fit that trains every stage for a number of epochs.</summary>
    public MultiTaskRankingTrainer.Options Options(int epochs, int? threads) => new()
    {
        CategoricalColumnNames = SpeedLog.FieldNames,
        EmbeddingPriorStrength = 0, // as in the plain program and that of the authors
        Tasks = [new(nameof(SpeedRow.Click)), new(nameof(SpeedRow.Pay))],
        Backbone = Backbone,
        EmbeddingDimension = Embedding,
        BatchSize = Batch,
        DropoutRate = Dropout,
        ValidationFraction = 0,
        NumberOfEpochs = epochs,
        NumberOfThreads = threads,
    };

    /// <summary>Fits the library's model, and returns the seconds of a step.</summary>
    public double SecondsOfFit(MLContext ml, IDataView log, int threads)
    {
        var (clock, options) = (new FitClock(), Options(FitClock.Epochs, threads));
        options.Progress = clock;
        ml.Ranking.Trainers.MultiTask(options).Fit(log);
        return clock.SecondsFor(Batch);
    }
}
