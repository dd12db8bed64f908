using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents f(s, a) = u(s) · v(a) + c(s) + b(a), in which a state tower and an action tower meet in a dot product. The action side is an id embedding, a
/// tower over the action's features, or their sum. Both sides can also be those of a <see cref="PolicyNetwork"/>. Towers return [u, c] and [v, b]. The
/// state can begin with matched vectors m_1, m_2, …, each as long as the action's features x. The tower then reads the rest of the state, and f has the
/// term Σ_g Σ_j w_gj m_gj(s) x_j(a) = t(s) · x(a), which is a two-tower function too. Embeddings then are [t, u, c] and [x, v, b]. If a state has no features,
/// f is b(a) alone: c is 0, and u and v have no values.
/// </summary>
internal sealed class TwoTowerNetwork : NetworkModule
{
    private const int FrozenAtOnce = 1 << 16;

    private readonly PlannedModule? _stateTower;
    private readonly PlannedModule? _actionTower;
    private readonly TwoTowerShape _shape;
    private readonly Tensor? _actionFeatures;
    private readonly int _matchedWidth;
    private Parameter? _identities;
    private Parameter? _matchWeights;
    private Parameter? _positions;
    private Tensor? _frozenActions;

    /// <param name="shape">The sizes of both towers.</param>
    /// <param name="actionFeatures">
    /// The action features, [actions, features], which are shared and not trained, or null where actions have an id only.
    /// </param>
    public TwoTowerNetwork(TwoTowerShape shape, Tensor? actionFeatures)
    {
        _shape = shape;
        _actionFeatures = actionFeatures;
        var actionWidth = (int)(actionFeatures?.shape[1] ?? 0);
        _matchedWidth = shape.MatchedVectors * actionWidth;
        var stateWidth = shape.StateWidth - _matchedWidth;
        if (shape.HasStates)
            _stateTower = new(shape.StatePlan(stateWidth, actionWidth), shape.Dropout, _matchedWidth > 0 ? 0 : shape.SparseWidth);
        if (shape.ActionPlan(stateWidth, actionWidth) is { } actionPlan)
            _actionTower = new(actionPlan, shape.Dropout);
        if (shape.Network is null && (actionFeatures is null || shape.UseActionIdentity))
        {
            // Beside features the id embedding starts at zero, because it only has to explain what the features do not.
            var initial = actionFeatures is null ? RandomSource.Current.Normal(1 / Math.Sqrt(shape.EmbeddingDimension), shape.ActionCount, Width)
                : zeros(shape.ActionCount, Width);
            initial[.., shape.EmbeddingDimension] = 0;
            _identities = Parameters.Of(initial);
        }
        if (shape.MatchedVectors > 0)
            _matchWeights = Parameters.Of(zeros(shape.MatchedVectors, actionWidth));
        if (shape.PositionCount > 0)
            _positions = Parameters.Of(zeros(shape.PositionCount));
        AddWeights();
    }

    /// <summary>Returns a trained function in libtorch. Its embedded catalog is a table, whatever features it came from.</summary>
    /// <param name="block">The function.</param>
    /// <param name="sparseWidth">The number of features if states are sparse tensors, or 0.</param>
    public TwoTowerNetwork(TwoTowerBlock block, int sparseWidth = 0)
    {
        _shape = new(block.StateTower.Plan.InputWidth, block.ActionCount, [], block.Width - 1, Dropout: 0, UseActionIdentity: true, MatchedVectors: 0);
        _stateTower = new(block.StateTower.Plan, dropout: 0, sparseWidth);
        _stateTower.Load(block.StateTower);
        // The tensor needs a copy of its own, because a tensor of an array uses the memory of the array.
        _identities = Parameters.Of(tensor(block.ActionTable, block.ActionCount, block.Width).clone());
        AddWeights();
    }

    /// <summary>Returns the function that has a given value for each action, whatever the state is.</summary>
    /// <param name="actionValues">The value of each action.</param>
    public TwoTowerNetwork(float[] actionValues)
    {
        _shape = new(StateWidth: 0, actionValues.Length, [], EmbeddingDimension: 0, Dropout: 0, UseActionIdentity: true, MatchedVectors: 0);
        _identities = Parameters.Of(tensor(actionValues, actionValues.Length, 1).clone());
        AddWeights();
    }

    public int ActionCount => _shape.ActionCount;

    /// <summary>Of embeddings, apart from what is matched.</summary>
    public int Width => _shape.EmbeddingDimension + 1;

    /// <summary>Gets the action features x that are matched, which networks of a fit share, or null where nothing is matched.</summary>
    public Tensor? MatchedFeatures => _matchWeights is null ? null : _actionFeatures;

    /// <summary>Gets the number of features that are matched, which is the length of t and x.</summary>
    public int MatchedWidth => _matchWeights is null ? 0 : (int)_matchWeights.shape[1];

    public TwoTowerNetwork NewOfSameShape() => new(_shape, _actionFeatures);

    /// <summary>Maps [rows, features] to [rows, width], which holds t, u and c.</summary>
    public Tensor EmbedStates(Tensor states)
    {
        using var scope = NewDisposeScope();
        if (_stateTower is null)
            return zeros(states.shape[0], Width, device: states.device).MoveToOuterDisposeScope();
        if (_matchWeights is null)
            return _stateTower.Forward(states).MoveToOuterDisposeScope();
        states = SparseStates.Dense(states, "NumberOfMatchedVectors");
        var matched = states.narrow(1, 0, _matchedWidth).reshape(-1, _matchWeights.shape[0], _matchWeights.shape[1]);
        var embedded = _stateTower.Forward(states.narrow(1, _matchedWidth, _shape.StateWidth - _matchedWidth));
        return cat([(matched * _matchWeights).sum(1), embedded], 1).MoveToOuterDisposeScope();
    }

    /// <summary>Maps action indices [rows] to [rows, width], which holds x, v and b. Null embeds the whole catalog.</summary>
    public Tensor EmbedActions(Tensor? actions)
    {
        using var scope = NewDisposeScope();
        var embedded = _frozenActions is not null ? Select(_frozenActions, actions) : EmbedActionsNow(actions);
        return embedded.MoveToOuterDisposeScope();
    }

    /// <summary>Returns f for each row's own action: [rows].</summary>
    public Tensor ScoreActions(Tensor states, Tensor actions)
    {
        using var scope = NewDisposeScope();
        var (u, c) = Split(EmbedStates(states));
        var (v, b) = Split(EmbedActions(actions));
        return (u * v).sum(1).Plus(c).Plus(b).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Adds to values of rows what their positions add: a number o(p) − o(0) each, so that a value without a position is that at the first one
    /// (docs/equations-tscac.md (34)).
    /// </summary>
    /// <param name="values">The values, of shape [rows].</param>
    /// <param name="positions">The positions from 0, of shape [rows], which the network uses only if its shape has positions.</param>
    public Tensor AddPositions(Tensor values, Tensor? positions)
    {
        if (_positions is null)
            return values;
        using var scope = NewDisposeScope();
        return values.Plus((_positions - _positions.narrow(0, 0, 1)).index_select(0, positions!)).MoveToOuterDisposeScope();
    }

    /// <summary>Embeds the catalog once for all later reads, until the network is trained again.</summary>
    public void Freeze()
    {
        using var noGrad = no_grad();
        SetTraining(false);
        if (ActionCount <= FrozenAtOnce)
        {
            _frozenActions = EmbedActions(null).DetachFromDisposeScope();
            return;
        }
        // The hidden layers of millions of actions do not fit into memory at the same time.
        using var scope = NewDisposeScope();
        var all = TensorArithmetic.Indices(ActionCount, AllParameters().First().device);
        _frozenActions = cat([.. all.split(FrozenAtOnce).Select(EmbedActionsNow)], 0).DetachFromDisposeScope();
    }

    /// <summary>Sets whether the network is in training. A frozen catalog is discarded.</summary>
    public override void SetTraining(bool isTraining)
    {
        _frozenActions?.Dispose();
        _frozenActions = null;
        base.SetTraining(isTraining);
    }

    /// <summary>Returns the managed copy. It has the towers, the embedded catalog row by row, and separately the matched part.</summary>
    /// <param name="features">The action's features row by row, in one array for all networks that share them. See <see cref="CopyMatchedFeatures"/>.</param>
    public IReadOnlyList<TwoTowerBlock> ToBlocks(float[]? features)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var wasTraining = IsTraining;
        SetTraining(false);
        var towers = new TwoTowerBlock(_stateTower!.ToNetwork().AfterInputs(_matchedWidth), EmbedActionsByTower(null).cpu().data<float>().ToArray())
        {
            ActionTower = ToActionTower(),
        };
        SetTraining(wasTraining);
        return _matchWeights is null
            ? [towers]
            : [towers, new(MatchedNetwork(_matchWeights), features!) { ActionTower = ActionTower.OfMatched(MatchedWidth) }];
    }

    /// <summary>Returns the managed copy of b(a) as a network of the features of a. It is all of the function if a state has no features.</summary>
    public PlannedNetwork ToOffset() => _actionTower!.ToNetwork();

    /// <summary>Returns the action side of the matched part, [x, 0] of every action, row by row, or null where nothing is matched.</summary>
    public float[]? CopyMatchedFeatures()
    {
        if (_matchWeights is null)
            return null;
        using var scope = NewDisposeScope();
        return cat([_actionFeatures!, zeros(ActionCount, 1, device: _actionFeatures!.device)], 1).cpu().data<float>().ToArray();
    }

    /// <summary>Splits an embedding into its vector [rows, width − 1] and its offset [rows].</summary>
    public static (Tensor Vector, Tensor Offset) Split(Tensor embedded)
    {
        var last = embedded.shape[1] - 1;
        return (embedded.narrow(1, 0, last), embedded.select(1, last));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _frozenActions?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Adds what the constructor made.</summary>
    private void AddWeights()
    {
        if (_identities is not null)
            Add(_identities, moved => _identities = moved);
        if (_matchWeights is not null)
            Add(_matchWeights, moved => _matchWeights = moved);
        if (_positions is not null)
            Add(_positions, moved => _positions = moved);
        foreach (var tower in new[] { _stateTower, _actionTower }.OfType<PlannedModule>())
            Add(tower);
    }

    private Tensor EmbedActionsNow(Tensor? actions)
    {
        var embedded = EmbedActionsByTower(actions);
        return _matchWeights is null ? embedded : cat([Select(_actionFeatures!, actions), embedded], 1);
    }

    private Tensor EmbedActionsByTower(Tensor? actions)
    {
        var features = EmbedActionFields(actions);
        var identity = _identities is null ? null : Select(_identities, actions);
        return features is null ? identity! : identity is null ? features : features.Plus(identity);
    }

    private Tensor? EmbedActionFields(Tensor? actions)
    {
        if (_actionTower is null || _shape.Network is null || !_shape.HasStates)
            return _actionTower?.Forward(Select(_actionFeatures!, actions));
        var keys = actions ?? TensorArithmetic.Indices(ActionCount, AllParameters().First().device);
        var features = _actionFeatures is null ? zeros([keys.shape[0], 0], device: keys.device) : Select(_actionFeatures, actions);
        return _actionTower.Evaluate(features, [(keys, null)]);
    }

    private PlannedNetwork? ToActionTower()
    {
        if (_actionFeatures is null)
            return null;
        var tower = _actionTower!.ToNetwork();
        return _identities is null ? tower : ActionTower.PlusEmbedding(tower, _identities.cpu().data<float>().ToArray());
    }

    private static Tensor Select(Tensor table, Tensor? rows) => rows is null ? table.alias() : table.index_select(0, rows);

    /// <summary>Returns the map of s to [t, 0] as a dense layer. Row j reads the j-th slot of every matched vector.</summary>
    private PlannedNetwork MatchedNetwork(Tensor matchWeights)
    {
        var (vectors, width) = ((int)matchWeights.shape[0], (int)matchWeights.shape[1]);
        var weights = matchWeights.cpu().data<float>().ToArray();
        var matrix = new float[ArrayLength.Require(width + 1, _shape.StateWidth, "Use fewer features, or fewer features of an action.")];
        for (var index = 0; index < vectors * width; index++)
            matrix[index % width * _shape.StateWidth + index] = weights[index];
        return new(NetworkPlan.Tower(_shape.StateWidth, [], width + 1), [matrix, new float[width + 1]]);
    }
}
