using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests the warning of a fit about actions that occur once, such as an action column that numbers the rows.</summary>
public sealed class RareActionTests
{
    private const int Catalog = ContractLog.SessionCount * ContractLog.RowsPerSession;

    [Fact]
    public void Fit_ActionPerRow_Warns() => Warnings(distinct: Catalog).Should().ContainMatch(
        $"{Catalog} of {Catalog} actions of column 'Action' occur once (100.0 % of {Catalog} rows, above 5 %): the fit learns little about them, *");

    [Fact]
    public void Fit_SomeActionsOnce_CountsThem() =>
        Warnings(distinct: 30).Should().ContainMatch($"29 of 30 actions of column 'Action' occur once (9.7 % of {Catalog} rows, above 5 %)*");

    [Fact]
    public void Fit_FewActionsOnce_DoesNotWarn() => Warnings(distinct: 10).Should().NotContainMatch("*occur once*");

    [Fact]
    public void Fit_ActionsWithFeatures_DoesNotWarn() => Warnings(distinct: Catalog, actionFeatures: "ActionFeatures").Should().NotContainMatch("*occur once*");

    // All rows but the last ones have action 0. The last ones have an action each.
    private static IReadOnlyList<string> Warnings(int distinct, string? actionFeatures = null)
    {
        var context = new MLContext(1);
        var rows = ContractLog.Draw(seed: 1);
        foreach (var (index, row) in rows.Index())
        {
            row.Action = (uint)Math.Max(0, index - (rows.Length - distinct));
            row.ActionFeatures = [row.Action, 1];
        }
        var schema = SchemaDefinition.Create(typeof(ContractRow));
        schema[nameof(ContractRow.Action)].ColumnType = new KeyDataViewType(typeof(uint), Catalog);
        var options = new FitSettings { Epochs = 1 }.ToTscac("Action", actionFeatures: actionFeatures);
        return context.Ranking.Trainers.Tscac(options).Fit(context.Data.LoadFromEnumerable(rows, schema)).Model.Warnings;
    }
}
