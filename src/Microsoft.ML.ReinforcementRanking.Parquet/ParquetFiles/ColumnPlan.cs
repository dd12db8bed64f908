using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Represents a column of the data view: the column of the files that it has, and the type that it gets.</summary>
internal sealed class ColumnPlan
{
    private readonly FileColumn _model;
    private readonly ValueForm _form;

    private ColumnPlan(FileColumn model, ValueForm form, int? vectorLength)
    {
        (_model, _form, VectorLength) = (model, form, vectorLength);
        Type = IsList ? new VectorDataViewType(form.Type, vectorLength ?? 0) : form.Type;
    }

    public string Name => _model.Name;

    public bool IsList => _model.IsList;

    public int? VectorLength { get; }

    public DataViewType Type { get; }

    /// <summary>Chooses the columns of a data view.</summary>
    /// <param name="file">The first file.</param>
    /// <param name="wanted">The columns to load, or null for all that have a type.</param>
    /// <exception cref="ArgumentException">A column does not exist or cannot have the type that was given.</exception>
    public static ColumnPlan[] Choose(OpenParquetFile file, IReadOnlyList<ParquetColumn>? wanted)
    {
        if (wanted is not null)
        {
            if (wanted.Count == 0)
                throw new ArgumentException("The list of columns is empty. Name a column, or set it to null for all columns.", nameof(wanted));
            if (wanted.GroupBy(column => column.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new ArgumentException($"Column '{twice.Key}' is listed more than once.", nameof(wanted));
            return [.. wanted.Select(column => Find(file, column))];
        }
        return
        [
            .. from field in file.Schema.Fields
               let column = FileColumn.Of(field)
               where column is not null
               let form = ValueForms.Of(column.Field, kind: null)
               where form is not null
               select new ColumnPlan(column, form, vectorLength: null),
        ];
    }

    public ColumnBuffer CreateBuffer() => _form.CreateBuffer(this);

    /// <summary>Finds the column in a file, which may be another file than the one that the column was chosen from.</summary>
    /// <exception cref="InvalidOperationException">The file has no such column, or one of another type.</exception>
    public FileColumn Find(OpenParquetFile file)
    {
        var found = file.Schema.Fields.FirstOrDefault(field => field.Name == Name);
        var column = found is null ? null : FileColumn.Of(found);
        if (column is null || !column.Matches(_model))
        {
            throw new InvalidOperationException($"{new Place(file.Path, Column: Name)}: the first file has a column of type {_model.Description}, but this one "
                + $"has {(column is null ? "none of this name" : $"type {column.Description}")}. Load files of one schema only.");
        }
        return column;
    }

    private static ColumnPlan Find(OpenParquetFile file, ParquetColumn wanted)
    {
        ArgumentException Refused(string what) => new($"{new Place(file.Path, Column: wanted.Name)}: {what}", nameof(wanted));
        var field = file.Schema.Fields.FirstOrDefault(field => field.Name == wanted.Name)
            ?? throw Refused($"the file has no such column. It has {string.Join(", ", file.Schema.Fields.Select(known => $"'{known.Name}'"))}.");
        var column = FileColumn.Of(field)
            ?? throw Refused("a structure, a map, or a list of lists has no type in ML.NET. Write its parts as columns.");
        var form = ValueForms.Of(column.Field, wanted.Kind)
            ?? throw Refused($"{column.Description} cannot be read as {wanted.Kind?.ToString() ?? "a column of ML.NET"}.");
        if (wanted.VectorLength is not null && !column.IsList)
            throw Refused("a vector length was given, but the column is no list.");
        if (wanted.VectorLength < 1)
            throw Refused($"the vector length must be at least 1, but was {wanted.VectorLength}.");
        return new(column, form, wanted.VectorLength);
    }
}
