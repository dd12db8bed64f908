using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Represents the sizes of TSCAC in the paper: seven responses over states of 1,044 features and one continuous action, networks with one hidden layer of 32,
/// and batches of 512 rows.
/// </summary>
internal static class AuthorsShape
{
    public const int Features = 1_044;
    public const int Hidden = 32;
    public const int Responses = 7;
    public const int Batch = 512;
    public const float LargestAction = 150;

    /// <summary>Eight batches.</summary>
    public const int Rows = 8 * Batch;

    /// <summary>Creates the options of a fit that trains every stage for a number of epochs.</summary>
    public static TscacRankingTrainer.Options Options(int epochs, int threads) => new()
    {
        ActionColumnName = nameof(SpeedRow.ActionVector),
        ActionMinimum = 0,
        ActionMaximum = LargestAction,
        AuxiliaryResponses = [.. SpeedLog.ResponseNames(Responses - 1).Select(name => new AuxiliaryResponse(name))],
        HiddenUnits = [Hidden],
        NumberOfCritics = 1,
        DropoutRate = 0,
        BatchSize = Batch,
        ValidationFraction = 0,
        NumberOfStageOneEpochs = epochs,
        NumberOfStageTwoEpochs = epochs,
        NumberOfThreads = threads,
    };

    /// <summary>Fits the library's policy, and returns the seconds in which 512 rows train all seven responses.</summary>
    public static double SecondsOfFit(MLContext ml, IDataView log, int threads)
    {
        var (clock, options) = (new FitClock(), Options(FitClock.Epochs, threads));
        options.Progress = clock;
        ml.Ranking.Trainers.Tscac(options).Fit(log);
        return clock.SecondsFor(Batch);
    }

    public static IDataView Log(MLContext ml) => new SpeedLog(Rows, Features, actions: 2).View(ml);
}
