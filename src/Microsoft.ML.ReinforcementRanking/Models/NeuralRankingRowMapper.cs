using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Binds a model to a schema and creates the getters of its output columns.</summary>
internal sealed class NeuralRankingRowMapper : ISchemaBoundRowMapper
{
    private readonly NeuralRankingModelParameters _model;
    private readonly BoundColumns? _columns;

    /// <param name="model">The model.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="columns">The columns that the model reads, or null if the schema does not have them. No row can then be read.</param>
    public NeuralRankingRowMapper(NeuralRankingModelParameters model, RoleMappedSchema schema, BoundColumns? columns)
    {
        _model = model;
        InputRoleMappedSchema = schema;
        _columns = columns;
        OutputSchema = BuildSchema(model.Head.Columns);
    }

    public RoleMappedSchema InputRoleMappedSchema { get; }

    public DataViewSchema InputSchema => InputRoleMappedSchema.Schema;

    public DataViewSchema OutputSchema { get; }

    public ISchemaBindableMapper Bindable => _model;

    // The action and the categorical columns are found by the names in the model. If they had roles, ML.NET would look for them first, and its error for
    // a missing column confuses the role with the column.
    public IEnumerable<KeyValuePair<RoleMappedSchema.ColumnRole, string>> GetInputColumnRoles()
        => InputRoleMappedSchema.Feature is { } features ? [RoleMappedSchema.ColumnRole.Feature.Bind(features.Name)] : [];

    public IEnumerable<DataViewSchema.Column> GetDependenciesForNewColumns(IEnumerable<DataViewSchema.Column> dependingColumns)
        => dependingColumns.Any() && _columns is not null ? _columns.All : [];

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        var getters = new Delegate[OutputSchema.Count];
        // A cursor that reads only other columns needs neither the features nor the action.
        BoundRow? row = null;
        foreach (var column in activeColumns)
        {
            row ??= new BoundRow(_model.Head, input, _columns!);
            getters[column.Index] = Getter(row, column.Index);
        }
        return new SimpleRow(OutputSchema, input, getters);
    }

    private Delegate Getter(BoundRow row, int column) => _model.Head.Columns[column] switch
    {
        { IsBoolean: true } => row.BooleanGetter(column),
        { SlotNames: { } slots } => row.VectorGetter(column, slots.Count),
        _ => row.ScalarGetter(column),
    };

    private static DataViewSchema BuildSchema(IReadOnlyList<OutputColumn> columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns)
        {
            if (column.Name == OutputColumn.Score)
            {
                var score = ScoreSchemaFactory.Create(NumberDataViewType.Single, AnnotationUtils.Const.ScoreColumnKind.Ranking)[0];
                builder.AddColumn(score.Name, score.Type, score.Annotations);
            }
            else if (column.SlotNames is { } slots)
            {
                var annotations = new DataViewSchema.Annotations.Builder();
                annotations.AddSlotNames(slots.Count,
                    (ref VBuffer<ReadOnlyMemory<char>> names) => names = new(slots.Count, [.. slots.Select(name => name.AsMemory())]));
                builder.AddColumn(column.Name, new VectorDataViewType(NumberDataViewType.Single, slots.Count), annotations.ToAnnotations());
            }
            else
            {
                builder.AddColumn(column.Name, column.IsBoolean ? BooleanDataViewType.Instance : NumberDataViewType.Single);
            }
        }
        return builder.ToSchema();
    }
}
