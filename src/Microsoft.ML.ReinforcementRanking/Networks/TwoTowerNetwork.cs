using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// f(s, a) = u(s) · v(a) + c(s) + b(a): a state tower and an action tower that meet in a dot product. The action side is an id embedding, a tower over
/// the action's features, or their sum. Both towers emit [u, c] and [v, b], so their width is the embedding dimension plus one.
/// </summary>
internal sealed class TwoTowerNetwork : nn.Module
{
    private readonly PlannedModule _stateTower;
    private readonly PlannedModule? _actionTower;
    private readonly Parameter? _identities;
    private readonly TwoTowerShape _shape;
    private readonly Tensor? _actionFeatures;

    /// <param name="shape">Sizes of both towers.</param>
    /// <param name="actionFeatures">[actions, features], shared and not trained; null where actions have an id only.</param>
    public TwoTowerNetwork(TwoTowerShape shape, Tensor? actionFeatures)
        : base(nameof(TwoTowerNetwork))
    {
        _shape = shape;
        _actionFeatures = actionFeatures;
        var width = shape.EmbeddingDimension + 1;
        _stateTower = new(NetworkPlan.Tower(shape.StateWidth, shape.HiddenUnits, width), shape.Dropout);
        if (actionFeatures is not null)
            _actionTower = new(NetworkPlan.Tower((int)actionFeatures.shape[1], shape.HiddenUnits, width), shape.Dropout);
        if (actionFeatures is null || shape.UseActionIdentity)
        {
            // Beside features the identity starts at zero: what the features explain, the id need not.
            var initial = actionFeatures is null ? randn(shape.ActionCount, width) / Math.Sqrt(shape.EmbeddingDimension) : zeros(shape.ActionCount, width);
            initial[.., shape.EmbeddingDimension] = 0;
            _identities = new(initial);
        }
        RegisterComponents();
    }

    public int ActionCount => _shape.ActionCount;

    public TwoTowerNetwork NewOfSameShape() => new(_shape, _actionFeatures);

    /// <summary>[rows, features] to [rows, dimension + 1]: u and c.</summary>
    public Tensor EmbedStates(Tensor states) => _stateTower.forward(states);

    /// <summary>Action indices [rows] to [rows, dimension + 1]: v and b. Null embeds the whole catalogue.</summary>
    public Tensor EmbedActions(Tensor? actions)
    {
        using var scope = NewDisposeScope();
        var features = _actionTower is null ? null : _actionTower.forward(actions is null ? _actionFeatures! : _actionFeatures!.index_select(0, actions));
        var identity = _identities is null ? null : actions is null ? _identities.alias() : _identities.index_select(0, actions);
        var embedded = features is null ? identity! : identity is null ? features : features + identity;
        return embedded.MoveToOuterDisposeScope();
    }

    /// <summary>f for each row's own action: [rows].</summary>
    public Tensor ScoreActions(Tensor states, Tensor actions)
    {
        using var scope = NewDisposeScope();
        var (u, c) = Split(EmbedStates(states));
        var (v, b) = Split(EmbedActions(actions));
        return ((u * v).sum(1) + c + b).MoveToOuterDisposeScope();
    }

    /// <summary>The managed copy: the state tower, and the embedded catalogue row by row.</summary>
    public TwoTowerBlock ToBlock()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var wasTraining = training;
        eval();
        var actions = EmbedActions(null).cpu().data<float>().ToArray();
        train(wasTraining);
        return new(_stateTower.ToNetwork(), actions);
    }

    /// <summary>An embedding's vector [rows, dimension] and offset [rows].</summary>
    public (Tensor Vector, Tensor Offset) Split(Tensor embedded)
        => (embedded.narrow(1, 0, _shape.EmbeddingDimension), embedded.select(1, _shape.EmbeddingDimension));
}
