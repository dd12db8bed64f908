using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.ReinforcementRanking.Tests.Readme;

namespace Microsoft.ML.ReinforcementRanking.Tests.Onnx;

/// <summary>Holds the pipeline that the program of the README fits and saves, and the log that it reads.</summary>
public sealed class ReadmePipeline : IDisposable
{
    private const string Document = "README.md";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("readme-");

    public ReadmePipeline()
    {
        var program = MarkdownProgram.Read(Document, File.ReadAllText(Path.Combine(Repository.Root, Document)))!;
        var child = DocumentProcess.Run(program, _folder.FullName);
        child.ExitCode.Should().Be(0, child.Error);
        Model = Context.Model.Load(PathOf("model.zip"), out var schema);
        Log = Context.Data.LoadFromTextFile(PathOf("log.csv"), Columns(schema), separatorChar: ',', hasHeader: true);
    }

    public MLContext Context { get; } = new(1);

    public ITransformer Model { get; }

    public IDataView Log { get; }

    /// <summary>Returns a column of the log as an input of ONNX.</summary>
    public NamedOnnxValue Input(string column) => Log.Schema[column].Type switch
    {
        VectorDataViewType => OnnxModel.Input(column, [.. Log.GetColumn<float[]>(column)]),
        TextDataViewType => Scalars<string>(column),
        BooleanDataViewType => Scalars<bool>(column),
        NumberDataViewType number when number.RawType == typeof(long) => Scalars<long>(column),
        _ => Scalars<float>(column),
    };

    public void Dispose() => _folder.Delete(recursive: true);

    private NamedOnnxValue Scalars<T>(string column) => OnnxModel.Input(column, [.. Log.GetColumn<T>(column).Select(value => new[] { value })]);

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    /// <summary>Returns the columns of the file. Their types are those of the schema that the program saves with the model.</summary>
    private static TextLoader.Column[] Columns(DataViewSchema schema)
    {
        var (columns, start) = (new List<TextLoader.Column>(), 0);
        foreach (var column in schema)
        {
            var size = (column.Type as VectorDataViewType)?.Size;
            columns.Add(size is { } width ? new(column.Name, DataKind.Single, start, start + width - 1) : new(column.Name, KindOf(column.Type.RawType), start));
            start += size ?? 1;
        }
        return [.. columns];
    }

    private static DataKind KindOf(Type type) => type switch
    {
        _ when type == typeof(ReadOnlyMemory<char>) => DataKind.String,
        _ when type == typeof(bool) => DataKind.Boolean,
        _ when type == typeof(long) => DataKind.Int64,
        _ => DataKind.Single,
    };
}
