using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Serving;

/// <summary>Tests that the warnings of a fit reach users who have only the model.</summary>
public sealed class ModelWarningTests
{
    private const string OneSession = "All rows are of one session (column 'GroupId'), so none was held out: *ValidationFraction to 0 where this is wanted.";
    private const string WeakCritic = "The critic of 'Label' explains nothing of the held-out sessions (R² *lower its discount factor*";

    private readonly List<string> _log = [];

    [Fact]
    public void Fit_OneSession_WarnsThatNothingWasHeldOut()
    {
        Fit(new() { Epochs = 1 }, OfOneSession).Warnings.Should().ContainMatch(OneSession);
        _log.Should().ContainMatch($"*{OneSession}");
    }

    [Fact]
    public void Fit_OneSessionAndNothingToHoldOut_DoesNotWarn()
        => Fit(new() { Epochs = 1, ValidationFraction = 0 }, OfOneSession).Warnings.Should().NotContainMatch(OneSession);

    [Fact]
    public void Fit_ResponseOfChance_WarnsOfTheWeakCritic()
    {
        var random = new Random(1);

        var model = Fit(new(), row => row.Label = random.NextSingle());

        model.Warnings.Should().ContainMatch(WeakCritic);
        _log.Should().ContainMatch($"*{WeakCritic}");
    }

    [Fact]
    public void Warnings_OfAFile_AreThoseOfTheFit()
    {
        var context = new MLContext(1);
        var model = context.Ranking.Trainers.Tscac(new FitSettings { Epochs = 1 }.ToTscac("Action")).Fit(context.View(Rows(OfOneSession)));
        using var stream = new MemoryStream();
        context.Model.Save(model, null, stream);

        var loaded = (RankingPredictionTransformer<NeuralRankingModelParameters>)new MLContext().Model.Load(stream, out _);

        loaded.Model.Warnings.Should().NotBeEmpty().And.Equal(model.Model.Warnings);
    }

    private static void OfOneSession(ContractRow row) => row.GroupId = 0;

    private static ContractRow[] Rows(Action<ContractRow> change)
    {
        var rows = ContractLog.Draw(seed: 1);
        Array.ForEach(rows, change);
        return rows;
    }

    private NeuralRankingModelParameters Fit(FitSettings settings, Action<ContractRow> change)
    {
        var context = new MLContext(1);
        context.Log += (_, entry) => _log.Add(entry.Message);
        return context.Ranking.Trainers.Tscac(settings.ToTscac("Action")).Fit(context.View(Rows(change))).Model;
    }
}
