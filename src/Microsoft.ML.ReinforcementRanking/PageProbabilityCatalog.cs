using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML;

/// <summary>Provides the probabilities of logged pages, which the estimators of pages need.</summary>
public static class PageProbabilityCatalog
{
    /// <summary>
    /// Adds to a log of pages the probabilities with which a policy that draws pages (<see cref="CategoricalPolicy.SamplePage"/>) would fill them.
    /// <c>EvaluateOffPolicy</c> with a request column reads them. Called with the policy that made the log and other names of columns, the method adds
    /// propensities that were not logged.
    /// </summary>
    /// <remarks>
    /// A page is drawn in the state, and from the eligible actions, of its row at the top. An action that is not in the catalog, is not eligible, or is higher
    /// on the page, too, has the probability 0. The probabilities are computed in this call and held in memory, 4 bytes per row and column.
    /// </remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="policy">A fitted policy over a catalog.</param>
    /// <param name="data">
    /// The log, with one row for each action that was shown, after the steps of the pipeline that precede the policy. It must give the same rows in the same
    /// order each time it is read.
    /// </param>
    /// <param name="options">The columns, and the pages to draw.</param>
    /// <returns>All columns of <paramref name="data"/> and the probabilities (Single), which hide columns of the same names.</returns>
    /// <exception cref="ArgumentException">
    /// An option is out of range, or a column is missing or has a type that its role does not accept. The message lists all failures of options.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The policy is not over a catalog, the rows of a request are not neighbors, a set of eligible actions is empty, or a value is missing.
    /// </exception>
    public static IDataView AddPageProbabilities(this RankingCatalog catalog, RankingPredictionTransformer<NeuralRankingModelParameters> policy, IDataView data,
        PageProbabilityOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        var host = catalog.GetEnvironment().Register(nameof(AddPageProbabilities));
        options = options.CheckedCopy(host);
        if (policy.Model.Head is not CategoricalPolicyHead head)
            throw host.Except("AddPageProbabilities needs a policy over a catalog of actions, but this model is not one.");
        if (options.EligibleActionColumnName is { } eligible)
            head = head.WithActions(head.Actions.WithEligible(eligible));
        var (conditional, atPosition, standardErrors) = Read(host, head, policy.FeatureColumnName, data, options);
        List<AddedColumn> columns = [new(options.ProbabilityColumnName, conditional)];
        if (options.PositionProbabilityColumnName is { } name)
            columns.AddRange([new(name, atPosition), new($"{name}.StandardError", standardErrors)]);
        return new AddedColumnsView(host, data, columns);
    }

    private static (float[] Conditional, float[] AtPosition, float[] StandardErrors) Read(IHost host, CategoricalPolicyHead head, string features,
        IDataView data, PageProbabilityOptions options)
    {
        var columns = BoundColumns.Find(host, head, new RoleMappedSchema(data.Schema, label: null, feature: features));
        var pageColumns = PageColumns.Find(host, new RowDescription(data, options.RequestColumnName),
            new() { RequestColumnName = options.RequestColumnName, PositionColumnName = options.PositionColumnName })!;
        using var cursor = data.GetRowCursor(columns.All.Concat(pageColumns.All.Select(column => column.Column)).DistinctBy(column => column.Index));
        var row = new BoundRow(head, cursor, columns);
        var places = new PagePlaces(pageColumns, cursor, (_, _, _, _, _) => double.NaN);
        var draws = options.PositionProbabilityColumnName is null ? (int?)null : options.NumberOfDraws;
        var pages = new LoggedPages(head, draws, Seeds.Choose(host, options.Seed));
        cursor.VisitRows(host, number =>
        {
            var place = places.Read(number);
            pages.Add(row.Read(), place.Page, place.Position);
        });
        return pages.MoveToArrays();
    }
}
