using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

/// <summary>Tests the lines that progress reports and history entries print.</summary>
public sealed class EpochTextTests
{
    private static readonly Dictionary<string, double> Losses = new() { ["error"] = 0.75141, ["norm"] = 12345.6 };
    private static readonly Dictionary<string, double> Metrics = new() { ["error"] = 0.5, ["r2"] = -0.25 };

    [Fact]
    public void ToString_OfProgress_NamesStageEpochLossesAndMetrics()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

            Progress(Metrics).ToString().Should().Be("1/2 critic Click, epoch 2/20: error 0.7514, norm 1.235E+04; held out: error 0.5, r2 -0.25");
            Progress([]).ToString().Should().Be("1/2 critic Click, epoch 2/20: error 0.7514, norm 1.235E+04");
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void ToString_OfAHistoryEntry_NamesStageEpochLossesAndMetrics()
        => new TrainingHistoryEntry("critic Click", 2, Losses, Metrics).ToString().Should()
            .Be("critic Click, epoch 2: error 0.7514, norm 1.235E+04; held out: error 0.5, r2 -0.25");

    private static TrainingProgress Progress(Dictionary<string, double> metrics) => new()
    {
        Stage = "critic Click",
        StageNumber = 1,
        NumberOfStages = 2,
        Epoch = 2,
        NumberOfEpochs = 20,
        Losses = Losses,
        Metrics = metrics,
    };
}
