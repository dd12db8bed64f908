using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Contains the columns of a session log by role. Only columns with a role are read.</summary>
internal sealed record SessionColumns
{
    /// <summary>Gets the state column, a vector of Single of known size, dense or sparse.</summary>
    public required string Features { get; init; }

    /// <summary>
    /// Gets the session column, a key, an integer or text. Rows with equal values form one session, in row order. If it is null, every row is a session
    /// of its own.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>Gets the response columns, numbers or Booleans. The first one is the main response. They are kept in single precision.</summary>
    public IReadOnlyList<string> Responses { get; init; } = [];

    /// <summary>Gets the role that errors name for the responses.</summary>
    public ColumnRole ResponseRole { get; init; } = ColumnRole.Response;

    /// <summary>Gets the responses that must be 0 or 1 in every row, whatever their type.</summary>
    public IReadOnlyList<string> BinaryResponses { get; init; } = [];

    /// <summary>Gets the categorical columns of the state, keys or vectors of keys.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>
    /// Gets the action column, which is text, an integer or a key (an action of a catalog), or a vector of Single of known size (a continuous action).
    /// </summary>
    public string? Action { get; init; }

    /// <summary>Gets the action features column, a vector of Single of known size that is a function of the action alone.</summary>
    public string? ActionFeatures { get; init; }

    /// <summary>Gets the column of the actions of the catalog that could have been chosen in the row, a vector of the type of the action column.</summary>
    public string? EligibleActions { get; init; }

    /// <summary>
    /// Gets the request column, a key, an integer or text, if each row is a candidate of a request, or null if each row is a step. Features then describe
    /// the candidate, and the rows of a request are neighbors.
    /// </summary>
    public string? Request { get; init; }

    /// <summary>Gets the Boolean column that tells which candidates of a request were chosen, or null if each row is a step.</summary>
    public string? Chosen { get; init; }

    /// <summary>
    /// Gets the column of the positions on a page, or null if positions are not known. A request has one chosen candidate then.
    /// </summary>
    public string? Position { get; init; }

    /// <summary>
    /// Gets the propensity column, a Single or Double: the probability (or density) with which the logging policy chose the row's action. It is above 0,
    /// and at most 1 for actions of a catalog.
    /// </summary>
    public string? Propensity { get; init; }

    /// <summary>Gets the weight column, a number of at least 0 that is the weight of the row in every loss.</summary>
    public string? Weight { get; init; }

    /// <summary>Gets the column of a policy's action probabilities, a vector of Single of known size. Slot k belongs to the action with key k + 1.</summary>
    public string? ActionProbabilities { get; init; }

    /// <summary>Gets the names of all columns.</summary>
    public IEnumerable<string> Names => Roles().Select(role => role.Name);

    /// <summary>Returns the rule for the values of a response.</summary>
    public NumberRule RuleOf(string response) => BinaryResponses.Contains(response) ? NumberRule.Binary : NumberRule.Finite;

    /// <summary>Checks names and types before any row is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not accept.</exception>
    public void Check(IHost host, DataViewSchema schema)
    {
        foreach (var (role, name) in Roles())
            role.Require(host, schema, name);
        if (ActionFeatures is not null && Action is null)
        {
            throw host.ExceptUserArg(nameof(Action),
                $"The action features column '{ActionFeatures}' is named, but no action column. Name the column of the action that it describes.");
        }
        CheckEligibleActions(host, name => schema[name].Type);
    }

    /// <summary>Checks names and types of the shape that a schema will have.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not accept.</exception>
    public void Check(IHost host, SchemaShape schema)
    {
        foreach (var (role, name) in Roles())
            role.Require(host, schema, name);
        CheckEligibleActions(host, name => schema.TryFindColumn(name, out var column) ? ColumnRole.TypeOf(column) : null!);
    }

    /// <summary>
    /// Checks that the features, categories, actions and tasks of another log have the types of the training log. The sizes of the networks depend on
    /// these types, and the type of a task tells what it predicts.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A column has another type.</exception>
    public void CheckSame(IHost host, DataViewSchema training, DataViewSchema other)
    {
        foreach (var (role, name) in Roles().Where(HasTypeOfTraining))
        {
            var (expected, actual) = (training[name].Type, other[name].Type);
            if (!expected.Equals(actual))
            {
                throw host.ExceptSchemaMismatch("validationData", role.Name, name,
                    $"{expected}, as in the training data (transform both with the same fitted pipeline)", actual.ToString());
            }
        }
    }

    // The options of a fit refuse sets of continuous actions, and say why.
    private void CheckEligibleActions(IHost host, Func<string, DataViewType> typeOf)
    {
        if (EligibleActions is null || Action is null || typeOf(Action) is var action && !ActionTypes.IsCatalog(action))
            return;
        var sets = typeOf(EligibleActions);
        if (ActionTypes.Of(sets.GetItemType()) == ActionTypes.Of(action) && sets.GetItemType().GetKeyCount() == action.GetKeyCount())
            return;
        var expected = action is KeyDataViewType
            ? $"a vector of keys into the {action.GetKeyCount()} values of the action column '{Action}' (make both with one key mapping)"
            : $"a vector whose items are {ActionTypes.Of(action).Describe()}, as the action column '{Action}' is";
        throw host.ExceptSchemaMismatch("data", ColumnRole.EligibleActions.Name, EligibleActions, expected, sets.ToString());
    }

    private bool HasTypeOfTraining((ColumnRole Role, string Name) named) =>
        named.Name == Features || named.Name == Action || named.Name == ActionFeatures || Categories.Contains(named.Name) || named.Role == ColumnRole.Task;

    private IEnumerable<(ColumnRole Role, string Name)> Roles()
    {
        yield return (ColumnRole.Features, Features);
        if (Group is not null)
            yield return (ColumnRole.Session, Group);
        foreach (var response in Responses)
            yield return (ResponseRole, response);
        foreach (var category in Categories)
            yield return (ColumnRole.Category, category);
        if (Action is not null)
            yield return (ActionFeatures is null ? ColumnRole.Action : ColumnRole.CatalogAction, Action);
        if (ActionFeatures is not null)
            yield return (ColumnRole.ActionFeatures, ActionFeatures);
        if (EligibleActions is not null)
            yield return (ColumnRole.EligibleActions, EligibleActions);
        if (Request is not null)
            yield return (ColumnRole.Request, Request);
        if (Chosen is not null)
            yield return (ColumnRole.Chosen, Chosen);
        if (Position is not null)
            yield return (ColumnRole.Position, Position);
        if (Propensity is not null)
            yield return (ColumnRole.Propensity, Propensity);
        if (Weight is not null)
            yield return (ColumnRole.Weight, Weight);
        if (ActionProbabilities is not null)
            yield return (ColumnRole.ActionProbabilities, ActionProbabilities);
    }
}
