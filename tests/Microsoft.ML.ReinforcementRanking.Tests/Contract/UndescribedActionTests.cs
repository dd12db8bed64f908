using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests the warning of a fit about eligible actions whose features no row has.</summary>
public sealed class UndescribedActionTests
{
    private static readonly MLContext Context = new(1);

    [Fact]
    public void Fit_EligibleActionsThatWereNeverChosen_WarnsOfTheirFeatures() => Warnings(_ => { }).Should().ContainMatch(
        "1 of 7 actions were eligible (column 'EligibleText') and never chosen. The log has the features of chosen actions only (column 'ActionFeatures'), *");

    [Fact]
    public void Fit_WithACatalog_DoesNotWarn()
        => Warnings(options => options.ActionCatalog = Context.View([new() { ActionText = "never", ActionFeatures = [1, 1] }])).Should()
            .NotContainMatch("*never chosen*");

    [Fact]
    public void Fit_ActionsWithoutFeatures_DoesNotWarn()
        => Warnings(options => options.ActionFeatureColumnName = null).Should().NotContainMatch("*never chosen*");

    private static IReadOnlyList<string> Warnings(Action<BehaviorCloningTrainer.Options> change)
    {
        var rows = ContractLog.Draw(seed: 1);
        rows[3].EligibleText = [.. rows[3].EligibleText, "never"];
        var options = new FitSettings { Epochs = 1, HasEligibleActions = true }.ToBehaviorCloning("ActionText");
        options.ActionFeatureColumnName = "ActionFeatures";
        change(options);
        return Context.Ranking.Trainers.BehaviorCloning(options).Fit(Context.View(rows)).Model.Warnings;
    }
}
