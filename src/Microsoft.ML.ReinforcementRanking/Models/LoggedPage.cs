namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Represents the rows of a logged page, and computes the probabilities with which a policy would fill it. The state and the eligible actions are those of
/// the row at the top.
/// </summary>
internal sealed class LoggedPage
{
    private readonly List<(int Position, int Action)> _rows = [];
    private float[] _logits = [];
    private int[]? _eligible;
    private int _top = int.MaxValue;

    /// <summary>Gets the number of rows.</summary>
    public int RowCount => _rows.Count;

    /// <summary>Gets the number of actions that the policy may place on the page.</summary>
    public int ActionCount => _logits.Length;

    /// <summary>Adds a row. The rows may come in any order.</summary>
    public void Add(HeadRow row, int position, CategoricalPolicyEvaluator evaluator)
    {
        _rows.Add((position, row.ActionIndex));
        if (position >= _top)
            return;
        _top = position;
        evaluator.Load(row);
        _logits = evaluator.EligibleLogits();
        _eligible = row.EligibleActions is { } eligible ? [.. eligible] : null;
    }

    /// <summary>
    /// Returns, for each row in the order of addition, the probability of its action given those above it, and the probability at its position whatever
    /// is above it, with its standard error. An action that the policy would not place there has the probability 0.
    /// </summary>
    /// <param name="draws">The number of pages to draw for the latter, or null to leave it out.</param>
    /// <param name="seed">The seed of the pages to draw.</param>
    public PageRowProbabilities[] Compute(int? draws, int seed)
    {
        if (!_logits.All(float.IsFinite))
            return [.. Enumerable.Repeat(new PageRowProbabilities(float.NaN, float.NaN, float.NaN), RowCount)];
        int[] order = [.. Enumerable.Range(0, RowCount).OrderBy(row => _rows[row].Position)];
        var page = Places(order);
        int[] known = [.. page.Where(place => place >= 0)];
        var conditional = known.Zip(PageSampler.LogProbabilities(_logits, known)).ToDictionary(pair => pair.First, pair => Math.Exp(pair.Second));
        var marginals = draws is { } count && known.Length > 0 ? new PositionMarginals(_logits).Of(page, count, seed) : new (double, double)[page.Length];
        var results = new PageRowProbabilities[RowCount];
        foreach (var (position, row) in order.Index())
        {
            var (probability, standardError) = marginals[position];
            results[row] = new((float)conditional.GetValueOrDefault(page[position]), (float)probability, (float)standardError);
        }
        return results;
    }

    /// <summary>Returns the places of the actions among the logits, from the top, or −1 for an action that the policy would not place there.</summary>
    private int[] Places(int[] order)
    {
        var page = new int[order.Length];
        for (var position = 0; position < page.Length; position++)
        {
            var action = _rows[order[position]].Action;
            var place = _eligible is null || action < 0 ? action : Array.BinarySearch(_eligible, action);
            // A page does not have an action twice.
            page[position] = place < 0 || Array.IndexOf(page, place, 0, position) >= 0 ? -1 : place;
        }
        return page;
    }
}

/// <summary>The probabilities of the action of a row: given the actions above it, and at its position whatever is above it.</summary>
internal readonly record struct PageRowProbabilities(float Conditional, float AtPosition, float StandardError);
