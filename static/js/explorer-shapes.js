// The nodes as WebGL draws them: circle, sheet, hexagon and diamond, hollow for those two steps away, with a ring.

const { NodeProgram } = globalThis.Sigma.rendering;
const { floatColor } = globalThis.Sigma.utils;

export const SHAPES = { person: 0, work: 1, topic: 2, institution: 3 };

const VERTEX = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec4 a_inside;
attribute vec4 a_ring;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec4 v_inside;
varying vec4 v_ring;
varying vec2 v_at;
varying float v_shape;
varying float v_pixel;
const float bias = 255.0 / 254.0;

void main() {
  float radius = a_size * u_correctionRatio / u_sizeRatio * 2.0;
  vec2 away = 3.4 * vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + radius * away, 1)).xy, 0, 1);
  v_at = away;
  v_shape = a_shape;
  v_pixel = 2.0 * u_correctionRatio / radius;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
  v_inside = a_inside;
  v_inside.a *= bias;
  v_ring = a_ring;
  v_ring.a *= bias;
}`;

const FRAGMENT = `
precision highp float;
varying vec4 v_color;
varying vec4 v_inside;
varying vec4 v_ring;
varying vec2 v_at;
varying float v_shape;
varying float v_pixel;
const vec4 nothing = vec4(0.0);

float box(vec2 at, vec2 half_, float corner) {
  vec2 d = abs(at) - half_ + corner;
  return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0) - corner;
}

float outside() {
  if (v_shape < 0.5) return length(v_at) - 1.0;
  if (v_shape < 1.5) return box(v_at, vec2(0.78, 1.0), 0.22);
  vec2 at = abs(v_at);
  if (v_shape < 2.5) return max(at.x, at.x * 0.5 + at.y * 0.8660254) - 0.96;
  return (at.x + at.y - 1.26) * 0.7071068;
}

void main(void) {
  float away = outside();
  #ifdef PICKING_MODE
  gl_FragColor = away > v_pixel * 3.0 ? nothing : v_color;
  #else
  float soft = v_pixel;
  vec4 body = mix(v_inside, v_color, smoothstep(-0.30 - soft, -0.30 + soft, away));
  float gap = max(0.16, 1.5 * v_pixel), wide = max(0.20, 2.0 * v_pixel);
  float ring = v_ring.a * (1.0 - smoothstep(wide * 0.5 - soft, wide * 0.5 + soft, abs(away - gap - wide * 0.5)));
  float filled = 1.0 - smoothstep(-soft, soft, away);
  gl_FragColor = mix(mix(nothing, vec4(v_ring.rgb, 1.0), ring), vec4(body.rgb, 1.0), filled);
  #endif
}`;

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
const colour = (name) => ({ name, size: 4, type: UNSIGNED_BYTE, normalized: true });

/** One program for all kinds; takes `color`, `inside`, `ring` and `shape` of a node beside what sigma asks for. */
export class ShapeProgram extends NodeProgram {
  getDefinition() {
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_sizeRatio", "u_correctionRatio", "u_matrix"],
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_shape", size: 1, type: FLOAT },
        colour("a_color"),
        colour("a_inside"),
        colour("a_ring"),
        colour("a_id"),
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
      CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
    };
  }

  processVisibleItem(index, start, data) {
    const own = floatColor(data.color);
    this.array.set(
      [data.x, data.y, data.size, data.shape, own, data.inside ? floatColor(data.inside) : own, floatColor(data.ring || "rgba(0,0,0,0)"), index],
      start,
    );
  }

  setUniforms(params, { gl, uniformLocations }) {
    gl.uniform1f(uniformLocations.u_correctionRatio, params.correctionRatio);
    gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
  }
}
