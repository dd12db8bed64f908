using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>The columns of a session log by role. Only named roles are read.</summary>
internal sealed record SessionColumns
{
    /// <summary>Known-size vector of Single, dense or sparse: the state.</summary>
    public required string Features { get; init; }

    /// <summary>Key, integer or text: rows of equal value form one session, in row order. Null: every row is a session of its own.</summary>
    public string? Group { get; init; }

    /// <summary>Columns of numbers or Booleans; the first one is the main response. They are kept in single precision.</summary>
    public IReadOnlyList<string> Responses { get; init; } = [];

    /// <summary>What the responses are called in errors.</summary>
    public ColumnRole ResponseRole { get; init; } = ColumnRole.Response;

    /// <summary>The responses that must be 0 or 1 in every row, whatever their type.</summary>
    public IReadOnlyList<string> BinaryResponses { get; init; } = [];

    /// <summary>Keys or vectors of keys that belong to the state.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Key type (a choice from a catalog) or known-size vector of Single (a continuous action).</summary>
    public string? Action { get; init; }

    /// <summary>Known-size vector of Single that is a function of the key-typed action alone.</summary>
    public string? ActionFeatures { get; init; }

    /// <summary>
    /// Single or Double: the probability (or density) with which the logging policy chose the row's action, above 0 (and at most 1 for key actions).
    /// </summary>
    public string? Propensity { get; init; }

    /// <summary>A number of at least 0: the weight of the row in every loss.</summary>
    public string? Weight { get; init; }

    /// <summary>Known-size vector of Single: the probability with which a policy takes each action, slot k for key k + 1.</summary>
    public string? ActionProbabilities { get; init; }

    /// <summary>All named columns.</summary>
    public IEnumerable<string> Names => Roles().Select(role => role.Name);

    /// <summary>What the values of a response must be.</summary>
    public NumberRule RuleOf(string response) => BinaryResponses.Contains(response) ? NumberRule.Binary : NumberRule.Finite;

    /// <summary>Checks names and types before anything is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not take.</exception>
    public void Check(IHost host, DataViewSchema schema)
    {
        foreach (var (role, name) in Roles())
            role.Require(host, schema, name);
        if (ActionFeatures is not null && Action is null)
        {
            throw host.ExceptUserArg(nameof(Action),
                $"The action features column '{ActionFeatures}' is named, but no action column. Name the key column of the action that it describes.");
        }
    }

    /// <summary>Checks names and types before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not take.</exception>
    public void Check(IHost host, SchemaShape schema)
    {
        foreach (var (role, name) in Roles())
            role.Require(host, schema, name);
    }

    /// <summary>
    /// Checks that features, categories and actions of another log have the types of the training log, whose sizes the networks have, and tasks too, whose type
    /// says what they predict.
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
            yield return (ActionFeatures is null ? ColumnRole.Action : ColumnRole.KeyAction, Action);
        if (ActionFeatures is not null)
            yield return (ColumnRole.ActionFeatures, ActionFeatures);
        if (Propensity is not null)
            yield return (ColumnRole.Propensity, Propensity);
        if (Weight is not null)
            yield return (ColumnRole.Weight, Weight);
        if (ActionProbabilities is not null)
            yield return (ColumnRole.ActionProbabilities, ActionProbabilities);
    }
}
