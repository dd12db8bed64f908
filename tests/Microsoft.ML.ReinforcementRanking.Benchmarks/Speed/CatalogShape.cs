using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Represents the sizes of TSCAC over a catalog. The options of its networks are the defaults.</summary>
/// <param name="Batch">The number of rows of a batch.</param>
/// <param name="Features">The number of features of a state.</param>
/// <param name="Actions">The number of actions.</param>
/// <param name="Auxiliaries">The number of auxiliary responses.</param>
internal sealed record CatalogShape(int Batch, int Features, int Actions, int Auxiliaries)
{
    private static readonly TscacRankingTrainer.Options Defaults = new();

    public static CatalogShape Default { get; } = new(Batch: 4_096, Features: 64, Actions: 1_000, Auxiliaries: 2);

    public static int Critics => Defaults.NumberOfCritics;

    public static int Embedding => Defaults.EmbeddingDimension;

    public static int Hidden => Defaults.HiddenUnits.Single();

    /// <summary>Creates the options of a fit that trains every stage for a number of epochs.</summary>
    public TscacRankingTrainer.Options Options(int epochs, int? threads) => new()
    {
        AuxiliaryResponses = [.. SpeedLog.ResponseNames(Auxiliaries).Select(name => new AuxiliaryResponse(name))],
        BatchSize = Batch,
        ValidationFraction = 0,
        NumberOfStageOneEpochs = epochs,
        NumberOfStageTwoEpochs = epochs,
        NumberOfThreads = threads,
    };

    public SpeedLog Log(int rows) => new(rows, Features, Actions);

    /// <summary>Fits a policy, and returns the seconds in which one batch trains all responses.</summary>
    public double SecondsOfFit(MLContext ml, IDataView log, int threads)
    {
        var (clock, options) = (new FitClock(), Options(FitClock.Epochs, threads));
        options.Progress = clock;
        ml.Ranking.Trainers.Tscac(options).Fit(log);
        return clock.SecondsFor(Batch);
    }
}
